"use client";

import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

type LoadMoreProps = {
  /** Rows on the page now. */
  shown: number;
  /** How many there are, where the server said so. */
  total?: number | undefined;
  hasMore: boolean;
  loading?: boolean;
  onLoadMore: () => void;
  className?: string;
};

/** The end of a list that the server sends by cursor: fits `useInfiniteQuery` as it is. */
export function LoadMore({ shown, total, hasMore, loading = false, onLoadMore, className }: LoadMoreProps) {
  const words =
    total !== undefined && hasMore
      ? strings.outOf(shown, total)
      : hasMore
        ? strings.shownCount(shown)
        : strings.allShown(shown);
  return (
    <div
      className={cn(
        "flex min-h-14 flex-wrap items-center justify-between gap-3 border-t border-separator px-5 py-2.5 text-sm text-muted max-md:px-4",
        className,
      )}
    >
      <span aria-live="polite" className="num">
        {words}
      </span>
      {hasMore ? (
        <Button loading={loading} onClick={onLoadMore}>
          {loading ? strings.loadingMore : strings.loadMore}
        </Button>
      ) : null}
    </div>
  );
}

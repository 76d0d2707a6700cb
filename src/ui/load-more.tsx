"use client";

import { Button } from "./button.tsx";
import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

type LoadMoreProps = {
  /** The number of rows on the page now. */
  shown: number;
  /** The number of all rows, if the server returned it. */
  total?: number | undefined;
  hasMore: boolean;
  loading?: boolean;
  onLoadMore: () => void;
  className?: string;
};

/** The end of a list that the server returns by cursor; takes the results of `useInfiniteQuery`. */
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
      <span aria-live="polite" className="num print:hidden">
        {words}
      </span>
      <span className="num hidden print:inline">{hasMore ? strings.notAllPrinted(shown) : words}</span>
      {hasMore ? (
        <Button loading={loading} onClick={onLoadMore}>
          {loading ? strings.loadingMore : strings.loadMore}
        </Button>
      ) : null}
    </div>
  );
}

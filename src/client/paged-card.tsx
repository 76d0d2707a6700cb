"use client";

import type { ReactNode } from "react";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { LoadMore } from "#src/ui/load-more.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { QueryError, type QueryState } from "./query-content.tsx";

export type PagedQuery<Page> = QueryState & {
  data: { pages: Page[] } | undefined;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  fetchNextPage: () => unknown;
};

/** A card with the lines of a list that the server returns by cursor: skeleton, error, nothing, lines, more. */
export function PagedCard<Line>({
  query,
  title,
  description,
  empty,
  row,
  skeletonRows = 4,
  exportHref,
  actions,
}: {
  query: PagedQuery<{ items: Line[] }>;
  title: string;
  description?: string | undefined;
  empty: ReactNode;
  row: (line: Line) => ReactNode;
  skeletonRows?: number;
  /** The address of a file with all of its lines. */
  exportHref?: string;
  /** Buttons of the card, before that of the file. */
  actions?: ReactNode;
}) {
  const lines = query.data?.pages.flatMap(({ items }) => items);
  if (!lines) return query.error ? <QueryError query={query} /> : <ListSkeleton rows={skeletonRows} />;
  return (
    <Card aria-label={title}>
      <CardHeader
        actions={
          <>
            {actions}
            {exportHref && lines.length > 0 ? <ExportLink href={exportHref} /> : null}
          </>
        }
        description={description}
        divided
        title={title}
      />
      {lines.length === 0 ? empty : <CardList>{lines.map(row)}</CardList>}
      {query.hasNextPage ? <MoreLines query={query} shown={lines.length} /> : null}
    </Card>
  );
}

/** The end of a list by cursor. */
export function MoreLines({
  query,
  shown,
  total,
}: {
  query: Pick<PagedQuery<unknown>, "hasNextPage" | "isFetchingNextPage" | "fetchNextPage">;
  shown: number;
  total?: number | undefined;
}) {
  return (
    <LoadMore
      hasMore={query.hasNextPage}
      loading={query.isFetchingNextPage}
      onLoadMore={() => void query.fetchNextPage()}
      shown={shown}
      total={total}
    />
  );
}

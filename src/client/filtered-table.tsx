"use client";

import { SearchX } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { Button } from "#src/ui/button.tsx";
import { DataTable } from "#src/ui/data-table/data-table.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { MoreLines, type PagedQuery } from "./paged-card.tsx";
import { QueryError } from "./query-content.tsx";

type FilteredTableProps<Row extends object> = Omit<
  ComponentProps<typeof DataTable<Row>>,
  "className" | "empty" | "footer" | "loading"
> & {
  query: PagedQuery<unknown> & { isError: boolean; isPending: boolean; isPlaceholderData: boolean };
  isFiltered: boolean;
  onClear: () => void;
  words: { failed: string; noMatches: string; noMatchesHelp: string; clearFilters: string };
  /** An EmptyState, where there would be no rows without filters either. */
  nothing: ReactNode;
};

/** The table of a filtered list by cursor: its rows and more of them, what failed, nothing, or nothing that matches. */
export function FilteredTable<Row extends object>({
  query,
  isFiltered,
  onClear,
  words,
  nothing,
  ...table
}: FilteredTableProps<Row>) {
  if (query.isError && table.rows.length === 0) return <QueryError query={query} title={words.failed} />;
  return (
    <DataTable
      {...table}
      className={query.isPlaceholderData ? "opacity-60 transition-opacity duration-150" : ""}
      empty={
        isFiltered ? (
          <EmptyState
            actions={<Button onClick={onClear}>{words.clearFilters}</Button>}
            compact
            description={words.noMatchesHelp}
            icon={<SearchX />}
            title={words.noMatches}
          />
        ) : (
          nothing
        )
      }
      footer={query.isPending ? null : <MoreLines query={query} shown={table.rows.length} />}
      loading={query.isPending}
    />
  );
}

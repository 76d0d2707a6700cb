"use client";

import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../cn.ts";
import { IconButton } from "../icon-button.tsx";
import { Select } from "../select.tsx";
import { StickyFooter } from "../sticky-bar.tsx";
import { strings } from "../strings.ts";

export type TableSort = { id: string; direction: "asc" | "desc" };

type Sorting = { sort: TableSort | null; onSortChange: (sort: TableSort | null) => void };
type SortColumn = { id: string; header: string; hideHeader?: boolean; align?: "start" | "end"; width?: string };

/** The header of a column: pressing it sorts ascending, then descending, then restores the original order. */
export function SortHeader({
  column,
  sort,
  onSortChange,
  sortable,
  className,
}: Sorting & { column: SortColumn; sortable: boolean; className: string }) {
  const direction = sort?.id === column.id ? sort.direction : undefined;
  const Icon = direction === "asc" ? ArrowUp : direction === "desc" ? ArrowDown : ChevronsUpDown;
  return (
    <th
      aria-sort={direction === "asc" ? "ascending" : direction === "desc" ? "descending" : undefined}
      className={className}
      scope="col"
      style={column.width === undefined ? undefined : { width: column.width }}
    >
      {sortable ? (
        <button
          className={cn(
            "-mx-1.5 inline-flex h-8 items-center gap-1.5 rounded-md px-1.5 font-medium hover:text-foreground",
            column.align === "end" && "flex-row-reverse",
            direction && "text-foreground",
          )}
          onClick={() => onSortChange(nextSort(column.id, direction))}
          type="button"
        >
          {column.header}
          <Icon aria-hidden className={cn("size-3.5 print:hidden", direction ? "text-accent" : "text-control")} />
        </button>
      ) : column.hideHeader ? (
        <span className="sr-only">{column.header}</span>
      ) : (
        column.header
      )}
    </th>
  );
}

function nextSort(id: string, direction: TableSort["direction"] | undefined): TableSort | null {
  if (direction === undefined) return { id, direction: "asc" };
  return direction === "asc" ? { id, direction: "desc" } : null;
}

/** Shown above stacked cards, which have no column headers: select all, and the sort. */
export function CardToolbar({
  columns,
  sort,
  onSortChange,
  selectAll,
  className,
}: Sorting & { columns: readonly SortColumn[]; selectAll: ReactNode; className?: string }) {
  if (columns.length === 0 && !selectAll) return null;
  return (
    <div className={cn("mb-3 flex items-center gap-3 @2xl:hidden print:hidden", selectAll && "ps-4", className)}>
      {selectAll}
      {columns.length > 0 ? <CardSort columns={columns} onSortChange={onSortChange} sort={sort} /> : null}
    </div>
  );
}

/**
 * Actions for the selected rows. It floats below the visible rows, so that selecting a row does not move the others.
 */
export function SelectionBar({ count, children }: { count: number; children: ReactNode }) {
  if (count === 0) return null;
  return (
    <StickyFooter
      as="div"
      className="sticky bottom-[72px] z-20 mx-auto mt-3 flex min-h-13 w-fit max-w-full flex-wrap items-center gap-x-5 gap-y-2 rounded-card border border-border bg-overlay py-2 ps-5 pe-2 shadow-3 md:bottom-5"
    >
      <span aria-live="polite" className="num text-base font-medium">
        {strings.selectedCount(count)}
      </span>
      <span className="flex flex-wrap items-center gap-2">{children}</span>
    </StickyFooter>
  );
}

function CardSort({ columns, sort, onSortChange }: Sorting & { columns: readonly SortColumn[] }) {
  const highestFirst = sort?.direction === "desc";
  return (
    <div className="flex min-w-0 flex-1 items-end gap-2">
      <Select
        className="flex-1"
        hideLabel
        label={strings.sortBy}
        onValueChange={(id) => onSortChange({ id, direction: sort?.direction ?? "asc" })}
        options={columns.map((column) => ({
          value: column.id,
          label: `${strings.sortBy} ${column.header.toLowerCase()}`,
        }))}
        placeholder={strings.sortBy}
        value={sort?.id ?? null}
      />
      {sort ? (
        <IconButton
          icon={highestFirst ? <ArrowDown aria-hidden /> : <ArrowUp aria-hidden />}
          label={highestFirst ? strings.sortHighestFirst : strings.sortLowestFirst}
          onClick={() => onSortChange({ id: sort.id, direction: highestFirst ? "asc" : "desc" })}
          variant="secondary"
        />
      ) : null}
    </div>
  );
}

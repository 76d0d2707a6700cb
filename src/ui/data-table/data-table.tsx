"use client";

import {
  type ColumnDef,
  createSortedRowModel,
  type RowData,
  rowSelectionFeature,
  rowSortingFeature,
  type SortingState,
  type Row as TableRow,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type ReactNode, useMemo, useState } from "react";
import { Checkbox } from "../checkbox.tsx";
import { cn } from "../cn.ts";
import { Skeleton } from "../skeleton.tsx";
import { topBar } from "../sticky-bar.tsx";
import { strings } from "../strings.ts";
import { moveBetweenRows } from "./data-table-keys.ts";
import { CardToolbar, SelectionBar, SortHeader, type TableSort } from "./data-table-sort.tsx";

export type { TableSort } from "./data-table-sort.tsx";

type SortValue = string | number | Date | null | undefined;

export type Column<Row> = {
  id: string;
  header: string;
  /** The header is read to screen readers only: for a column whose cells explain themselves, such as buttons. */
  hideHeader?: boolean;
  cell: (row: Row) => ReactNode;
  /** Makes the column sortable in the browser. null and undefined come last in both directions. */
  sortValue?: (row: Row) => SortValue;
  /** Makes the column sortable by the server: `onSortChange` is called, and the caller passes the sorted rows. */
  sortsOnServer?: boolean;
  align?: "start" | "end";
  /** A CSS width for columns that must not depend on their content. */
  width?: string;
  /**
   * In stacked cards: "title" is the heading, "corner" is at its end, "row" is a labelled line, "hidden" is left out.
   * Default "row".
   */
  phone?: "title" | "corner" | "row" | "hidden";
  /** Left out of tables narrower than 900 px. */
  wideOnly?: boolean;
};

type DataTableProps<Row> = {
  /** The name of the table, for screen readers: "Students". */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** The name of the row, for its checkbox: "Amina Okafor". */
  rowLabel?: (row: Row) => string;
  /** Controlled sort, for a sort in the address or by the server. */
  sort?: TableSort | null;
  onSortChange?: (sort: TableSort | null) => void;
  defaultSort?: TableSort;
  /** Pass both to make rows selectable. */
  selected?: ReadonlySet<string>;
  onSelectedChange?: (selected: ReadonlySet<string>) => void;
  /** Buttons for the selected rows, in a bar that floats over the page while rows are selected. */
  selectionActions?: ReactNode;
  /** Shows skeleton rows in the table's layout. */
  loading?: boolean;
  /** An EmptyState, shown when there are no rows. */
  empty?: ReactNode;
  /** Below the last row: LoadMore. */
  footer?: ReactNode;
  className?: string;
};

const features = tableFeatures({ rowSortingFeature, rowSelectionFeature, sortedRowModel: createSortedRowModel() });
type Features = typeof features;

/**
 * Rows of 48 px below a sticky header; stacked cards if there is no room for columns. Supports sorting, selection by
 * keyboard, and arrow keys between rows. One set of elements is used for both layouts; the explicit roles keep it a
 * table for screen readers when CSS turns it into cards.
 */
export function DataTable<Row extends RowData>({
  label,
  columns,
  rows,
  rowKey,
  rowLabel = rowKey,
  sort,
  onSortChange,
  defaultSort,
  selected,
  onSelectedChange,
  selectionActions,
  loading = false,
  empty,
  footer,
  className,
}: DataTableProps<Row>) {
  const [ownSort, setOwnSort] = useState<TableSort | null>(defaultSort ?? null);
  const currentSort = sort === undefined ? ownSort : sort;
  const selects = selected !== undefined && onSelectedChange !== undefined;

  const definitions = useMemo(() => columns.map(toDefinition<Row>), [columns]);
  const sorting = useMemo<SortingState>(
    () => (currentSort ? [{ id: currentSort.id, desc: currentSort.direction === "desc" }] : []),
    [currentSort],
  );
  const rowSelection = useMemo(
    () => Object.fromEntries([...(selected ?? [])].map((key) => [key, true as const])),
    [selected],
  );
  const table = useTable<Features, Row>({
    features,
    columns: definitions,
    data: rows,
    getRowId: rowKey,
    state: { sorting, rowSelection },
    manualSorting: columns.some((column) => column.sortsOnServer),
    enableRowSelection: selects,
  });

  const changeSort = (next: TableSort | null) => {
    setOwnSort(next);
    onSortChange?.(next);
  };
  const toggleRow = (key: string) => {
    const next = new Set(selected);
    if (!next.delete(key)) next.add(key);
    onSelectedChange?.(next);
  };
  const all = rows.length > 0 && rows.every((row) => selected?.has(rowKey(row)));
  const toggleAll = () => onSelectedChange?.(all ? new Set() : new Set(rows.map(rowKey)));
  const selectAll = selects ? (
    <Checkbox
      checked={all}
      hideLabel
      indeterminate={!all && (selected?.size ?? 0) > 0}
      label={strings.selectAllRows}
      onChange={toggleAll}
    />
  ) : null;

  if (!loading && rows.length === 0 && empty) {
    return <div className={cn("overflow-clip rounded-card border border-border bg-surface", className)}>{empty}</div>;
  }
  return (
    <div className={cn("@container min-w-0", className)}>
      <CardToolbar
        columns={columns.filter(isSortable)}
        onSortChange={changeSort}
        selectAll={selectAll}
        sort={currentSort}
      />
      <div className="overflow-clip rounded-card border border-border bg-surface shadow-1">
        <table
          aria-busy={loading || undefined}
          aria-label={label}
          className="block w-full border-separate border-spacing-0 text-start @2xl:table"
          {...role("table")}
        >
          <thead
            className="sticky top-(--table-head-top,64px) z-10 print:static hidden @2xl:table-header-group"
            {...topBar}
            {...role("rowgroup")}
          >
            <tr {...role("row")}>
              {selects ? (
                <th className={cn(headCell, "w-11 pe-0 first:ps-4")} {...role("columnheader")}>
                  {selectAll}
                </th>
              ) : null}
              {columns.map((column) => (
                <SortHeader
                  className={cn(
                    headCell,
                    column.align === "end" && "text-end",
                    column.wideOnly && "hidden @4xl:table-cell",
                  )}
                  column={column}
                  key={column.id}
                  onSortChange={changeSort}
                  sort={currentSort}
                  sortable={isSortable(column)}
                />
              ))}
            </tr>
          </thead>
          <tbody className="block @2xl:table-row-group" onKeyDown={moveBetweenRows} {...role("rowgroup")}>
            {loading
              ? skeletonRows.map((row) => <SkeletonRow columns={columns} key={row} selects={selects} />)
              : table
                  .getRowModel()
                  .rows.map((row) => (
                    <BodyRow
                      columns={columns}
                      key={row.id}
                      onToggle={selects ? () => toggleRow(row.id) : undefined}
                      row={row}
                      rowLabel={rowLabel}
                      selected={selected?.has(row.id) ?? false}
                    />
                  ))}
          </tbody>
        </table>
        {!loading && rows.length === 0 ? (
          <p className="px-5 py-8 text-center text-base text-muted">{strings.noRowsHelp}</p>
        ) : null}
        {footer}
      </div>
      {selects ? <SelectionBar count={selected.size}>{selectionActions}</SelectionBar> : null}
    </div>
  );
}

const headCell =
  "h-10 border-b border-border bg-surface-secondary px-3 text-start text-xs font-medium whitespace-nowrap text-muted first:ps-5 last:pe-5";

/** CSS display values would otherwise remove these roles from a table shown as blocks. */
function role(name: "table" | "rowgroup" | "row" | "columnheader" | "cell") {
  return { role: name };
}

const skeletonRows = [1, 2, 3, 4, 5, 6, 7, 8];

type BodyRowProps<Row extends RowData> = {
  row: TableRow<Features, Row>;
  columns: readonly Column<Row>[];
  rowLabel: (row: Row) => string;
  selected: boolean;
  onToggle: (() => void) | undefined;
};

function BodyRow<Row extends RowData>({ row, columns, rowLabel, selected, onToggle }: BodyRowProps<Row>) {
  return (
    <tr
      aria-selected={onToggle ? selected : undefined}
      className={cn(
        "group relative flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-separator px-4 py-3 transition-colors duration-150 last:border-b-0 hover:bg-surface-secondary @2xl:table-row @2xl:p-0",
        selected && "bg-accent-soft/60 hover:bg-accent-soft",
      )}
      {...role("row")}
    >
      {onToggle ? (
        <td
          className="order-first flex h-11 items-center @2xl:table-cell @2xl:h-12 @2xl:border-b @2xl:border-separator @2xl:w-11 @2xl:pe-0 @2xl:align-middle @2xl:first:ps-4 @2xl:group-last:border-b-0"
          {...role("cell")}
        >
          <span className="relative z-10">
            <Checkbox
              checked={selected}
              hideLabel
              label={strings.selectRow(rowLabel(row.original))}
              onChange={onToggle}
            />
          </span>
        </td>
      ) : null}
      {columns.map((column) => (
        <td className={cellStyle(column)} key={column.id} {...role("cell")}>
          {(column.phone ?? "row") === "row" ? (
            <span className="shrink-0 text-sm text-muted @2xl:hidden">{column.hideHeader ? null : column.header}</span>
          ) : null}
          <div className="min-w-0">{column.cell(row.original)}</div>
        </td>
      ))}
    </tr>
  );
}

/** The position of a cell in the card and in the table. */
function cellStyle<Row>(column: Column<Row>): string {
  const phone = column.phone ?? "row";
  return cn(
    "@2xl:table-cell @2xl:h-12 @2xl:border-b @2xl:border-separator @2xl:px-3 @2xl:py-1 @2xl:align-middle @2xl:first:ps-5 @2xl:last:pe-5 @2xl:group-last:border-b-0",
    phone === "title" && "order-1 block min-w-0 flex-1",
    phone === "corner" && "order-2 block shrink-0",
    phone === "row" && "order-3 flex min-h-6 w-full items-center justify-between gap-4 @2xl:w-auto",
    phone === "hidden" && "hidden",
    column.align === "end" && "num @2xl:text-end",
    column.wideOnly && "@2xl:hidden @4xl:table-cell",
  );
}

function SkeletonRow<Row>({ columns, selects }: { columns: readonly Column<Row>[]; selects: boolean }) {
  return (
    <tr
      className="group flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-separator px-4 py-3 @2xl:table-row @2xl:p-0"
      {...role("row")}
    >
      {selects ? (
        <td className="@2xl:h-12 @2xl:border-b @2xl:border-separator @2xl:ps-4" {...role("cell")}>
          <Skeleton className="size-[18px]" />
        </td>
      ) : null}
      {columns.map((column, index) => (
        <td className={cellStyle(column)} key={column.id} {...role("cell")}>
          <Skeleton className={cn("h-4", index === 0 ? "w-36" : "w-20")} />
        </td>
      ))}
    </tr>
  );
}

function isSortable<Row>(column: Column<Row>): boolean {
  return column.sortValue !== undefined || column.sortsOnServer === true;
}

function toDefinition<Row extends RowData>(column: Column<Row>): ColumnDef<Features, Row> {
  return {
    id: column.id,
    accessorFn: (row: Row) => column.sortValue?.(row) ?? undefined,
    enableSorting: isSortable(column),
    sortUndefined: "last",
    sortFn: (a, b) => compare(a.getValue(column.id), b.getValue(column.id)),
  };
}

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function compare(a: SortValue, b: SortValue): number {
  if (typeof a === "string" && typeof b === "string") return collator.compare(a, b);
  return Number(a) - Number(b);
}

"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { QueryError } from "#src/client/query-content.tsx";
import type { ImportAnswer, ImportRow } from "#src/features/people-imports/schema.ts";
import { AnchoredPopover } from "#src/ui/anchored-popover.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import type { RowFilter } from "../import-paths.ts";
import { useImportRows } from "../import-queries.ts";
import { strings } from "../strings.ts";
import { CellEditor } from "./cell-editor.tsx";
import {
  gridColumns,
  lineWidth,
  movedBy,
  nextFault,
  type Place,
  pastedCells,
  resultWidth,
  rowHeight,
} from "./grid-columns.ts";
import { gridRole, gridRoles, rowRole } from "./grid-roles.ts";
import { GridRow } from "./grid-row.tsx";
import { useCorrections } from "./use-corrections.ts";

const noRows: readonly ImportRow[] = [];

/**
 * The rows of the file as a grid of which only the visible part is in the page. The grid has the focus, and names its
 * active cell: rows come and go while it scrolls.
 */
export function FixGrid({ current, filter }: { current: ImportAnswer; filter: RowFilter }) {
  const { importId } = current;
  const query = useImportRows(importId, filter);
  const corrections = useCorrections(importId);
  const columns = gridColumns(current.columns);
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? noRows;
  const [active, setActive] = useState<Place>({ row: 0, column: 0 });
  const [editing, setEditing] = useState<Element | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const id = useId();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => grid.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: 40,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last > rows.length - 50) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length]);

  if (!query.data)
    return query.error ? <QueryError query={query} title={strings.rowsFailed} /> : <ListSkeleton rows={6} />;
  if (rows.length === 0) {
    return (
      <p className="px-5 py-12 text-center text-muted">
        {filter.verdict === "FIX" ? strings.nothingToFix : strings.nothingHere}
      </p>
    );
  }

  const cellId = ({ row, column }: Place) => `${id}-${rows[row]?.line}-${column}`;
  const move = (place: Place) => {
    setActive(place);
    virtual.scrollToIndex(place.row);
    const box = grid.current;
    if (!box) return;
    const start = columns.slice(0, place.column).reduce((sum, { width }) => sum + width, lineWidth + resultWidth);
    const width = columns[place.column]?.width ?? 0;
    const held = window.matchMedia("(min-width: 48rem)").matches ? lineWidth : 0;
    if (start - held < box.scrollLeft) box.scrollLeft = start - held;
    else if (start + width > box.scrollLeft + box.clientWidth) box.scrollLeft = start + width - box.clientWidth;
  };
  const edit = (place: Place) => {
    move(place);
    // The cell may come into the page by the move.
    requestAnimationFrame(() => setEditing(document.getElementById(cellId(place))));
  };
  const goToFault = async (step: 1 | -1) => {
    const found = nextFault(rows, columns, active, step);
    if (found) return move(found);
    if (step === 1 && query.hasNextPage) return void (await query.fetchNextPage());
    toast.info(strings.noMoreFaults);
  };

  const actOf = ({ key, shiftKey, ctrlKey, metaKey }: KeyboardEvent): (() => void) | undefined => {
    if (key === "F8") return () => void goToFault(shiftKey ? -1 : 1);
    if (key === "F2" || key === "Enter") return () => edit(active);
    return key.toLowerCase() === "z" && (ctrlKey || metaKey) ? () => void corrections.undo() : undefined;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== grid.current) return;
    const moved = movedBy(event, active, { rows: rows.length, columns: columns.length });
    const act = moved ? () => move(moved) : actOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  };

  const onPaste = (event: ClipboardEvent) => {
    if (event.target !== grid.current) return;
    event.preventDefault();
    const cells = pastedCells(event.clipboardData.getData("text/plain"), rows, columns, active);
    if (cells.length > 0) void corrections.correct({ cells });
  };

  const onCopy = (event: ClipboardEvent) => {
    if (event.target !== grid.current) return;
    const field = columns[active.column]?.field;
    event.preventDefault();
    event.clipboardData.setData("text/plain", (field && rows[active.row]?.values[field]) ?? "");
  };

  const width = columns.reduce((sum, column) => sum + column.width, lineWidth + resultWidth);
  const editedRow = rows[active.row];
  const editedField = columns[active.column]?.field;

  return (
    <>
      <div
        {...gridRole({
          label: strings.grid,
          active: cellId(active),
          rows: rows.length,
          columns: columns.length,
          describedBy: `${id}-help`,
        })}
        className="relative max-h-[min(34rem,60vh)] overflow-auto outline-offset-[-2px]"
        {...{ onCopy, onKeyDown, onPaste }}
        ref={grid}
      >
        <HeaderRow columns={columns} width={width} />
        <div
          {...gridRoles.rowgroup}
          className="relative"
          style={{ height: virtual.getTotalSize(), width, minWidth: "100%" }}
        >
          {shown.map(({ index, start }) => {
            const row = rows[index];
            return row ? (
              <GridRow
                activeColumn={index === active.row ? active.column : null}
                cellId={(column) => cellId({ row: index, column })}
                columns={columns}
                index={index}
                key={row.line}
                onPress={(column) => {
                  grid.current?.focus({ preventScroll: true });
                  const isActive = index === active.row && column === active.column;
                  const isFaulty = row.faults.some(({ field }) => field === columns[column]?.field);
                  if (isActive || isFaulty) edit({ row: index, column });
                  else move({ row: index, column });
                }}
                row={row}
                start={start}
              />
            ) : null;
          })}
        </div>
      </div>
      <p className="sr-only" id={`${id}-help`}>
        {strings.gridHelp}
      </p>
      <AnchoredPopover
        anchor={editing}
        onClose={() => setEditing(null)}
        returnFocusTo={() => grid.current}
        title={editedRow && editedField ? strings.cell(strings.fields[editedField], editedRow.line) : ""}
      >
        {editedRow && editedField ? (
          <CellEditor
            correct={corrections.correct}
            current={current}
            field={editedField}
            isPending={corrections.isPending}
            key={`${editedRow.line}.${editedField}`}
            onDone={() => setEditing(null)}
            row={editedRow}
          />
        ) : null}
      </AnchoredPopover>
    </>
  );
}

function HeaderRow({ columns, width }: { columns: ReturnType<typeof gridColumns>; width: number }) {
  const cell = "flex shrink-0 items-center border-e border-separator px-3 text-start";
  return (
    <div {...gridRoles.rowgroup} className="sticky top-0 z-20">
      <div
        className="flex h-10 border-b border-border bg-surface-secondary text-sm font-medium text-muted"
        {...rowRole(1)}
        style={{ width, minWidth: "100%" }}
      >
        <span
          className={`${cell} justify-end md:sticky md:start-0 md:z-10 md:bg-surface-secondary`}
          {...gridRoles.columnheader}
          style={{ width: lineWidth }}
        >
          {strings.line}
        </span>
        <span className={cell} {...gridRoles.columnheader} style={{ width: resultWidth }}>
          {strings.result}
        </span>
        {columns.map(({ field, width: of }, at) => (
          <span
            className={`${cell} ${at === columns.length - 1 ? "flex-1 border-e-0" : ""}`}
            key={field}
            {...gridRoles.columnheader}
            style={{ width: of }}
          >
            {strings.fields[field]}
          </span>
        ))}
      </div>
    </div>
  );
}

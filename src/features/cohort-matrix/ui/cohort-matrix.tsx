"use client";

import "./cohort-matrix.css";
import { type KeyboardEvent, type MouseEvent, memo, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { MatrixAnswer, MatrixRow } from "#src/features/cohort-matrix/schema.ts";
import type { StandingName } from "#src/features/progress/values.ts";
import { useGradually } from "#src/ui/use-gradually.ts";
import type { Totals } from "./arrange-rows.ts";
import { CellPopover } from "./cell-popover-later.tsx";
import { type Block, footHeight, headHeight, sizes as knownSizes, type Layout, layOut } from "./geometry.ts";
import { findCell, MatrixBody, type Place, placeOf } from "./matrix-body.tsx";
import type { Look } from "./matrix-cell.ts";
import type { CellMode } from "./matrix-filters.ts";
import { MatrixFoot } from "./matrix-foot.tsx";
import { MatrixHead } from "./matrix-head.tsx";
import { strings } from "./strings.ts";
import { type Sight, useWindowed } from "./use-windowed.ts";

export type StudentsHref = "/dashboard/clinical-supervisor/students" | "/dashboard/school-admin/students";

type Props = {
  matrix: MatrixAnswer;
  rows: readonly MatrixRow[];
  totals: Totals;
  /** To whom something is assigned, whether shown or not. */
  students: number;
  sort: string;
  only: readonly StandingName[];
  mode: CellMode;
  studentsHref: StudentsHref;
  canRemind: boolean;
  onSort: (sort: string) => void;
};

/**
 * Students by competencies as a grid: only what is in sight is in the document. Arrows, Home and End move the focus,
 * Enter opens the history of a cell, S sorts by its competency.
 */
export const CohortMatrix = memo(function CohortMatrix(props: Props) {
  const { matrix, rows, totals, students, sort, only, mode, studentsHref, canRemind, onSort } = props;
  const { frame } = matrix;
  const box = useRef<HTMLDivElement>(null);
  const sizes = useSizes();
  const layout = useMemo(() => layOut(frame.competencies, sizes), [frame, sizes]);
  const sideWidth = () => box.current?.querySelector<HTMLElement>(".mx-side")?.offsetWidth ?? 0;
  const sight = useWindowed(box, { count: rows.length, layout, sizes, sideWidth });
  const look = useMemo((): Look => ({ matrix, mode, only: new Set(only) }), [matrix, mode, only]);
  const blocks = useDrawnBlocks(layout, sight);
  const [place, setPlace] = useState<Place | null>(null);
  const [opened, setOpened] = useState<{ place: Place; anchor: HTMLElement } | null>(null);
  const wantsFocus = useRef(false);

  const found = place ? rows.findIndex(({ studentId }) => studentId === place.studentId) : 0;
  const focusRow = Math.max(0, found);
  const focusColumn = Math.min(place?.column ?? 0, frame.competencies.length - 1);
  const focusStudent = rows[focusRow]?.studentId;

  const moveTo = (row: number, column: number) => {
    const student = rows[clamp(row, 0, rows.length - 1)];
    if (!student || !box.current) return;
    const next = { studentId: student.studentId, column: clamp(column, -1, frame.competencies.length - 1) };
    const start = layout.starts[next.column];
    bringIntoSight(box.current, {
      top: clamp(row, 0, rows.length - 1) * sizes.row,
      height: sizes.row,
      left: start ?? null,
      width: sizes.cell,
      side: sideWidth(),
    });
    wantsFocus.current = true;
    setPlace(next);
  };

  const open = (target: Place) => {
    const anchor = findCell(box.current, target);
    const cell = rows.find(({ studentId }) => studentId === target.studentId)?.cells[target.column];
    if (anchor && cell) setOpened({ place: target, anchor });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const at = placeOf(event.target);
    if (!at || event.metaKey || event.altKey) return;
    const last = { row: rows.length - 1, column: frame.competencies.length - 1 };
    const to = destinationOf(event, { row: focusRow, column: at.column }, last);
    if (to) moveTo(to.row, to.column);
    else if (event.ctrlKey || at.column < 0) return;
    else if (event.key === "Enter" || event.key === " ") open(at);
    else if (event.key.toLowerCase() === "s") sortBy(at.column);
    else return;
    event.preventDefault();
  };

  const sortBy = (column: number) => {
    const competency = frame.competencies[column];
    if (!competency) return;
    wantsFocus.current = true;
    onSort(competency.id);
  };

  const onClick = (event: MouseEvent) => {
    const sortable = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-sort]") : null;
    if (sortable?.dataset.sort) return onSort(sortable.dataset.sort);
    const at = placeOf(event.target);
    if (!at || at.column < 0) return;
    wantsFocus.current = true;
    setPlace(at);
    open(at);
  };

  const student = opened ? rows.find(({ studentId }) => studentId === opened.place.studentId) : undefined;
  return (
    <div className="mx" ref={box}>
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot leave out what is not in sight. */}
      <div
        aria-colcount={frame.competencies.length + 3}
        aria-label={strings.title}
        aria-rowcount={rows.length + 4}
        onClick={onClick}
        onFocus={(event) => {
          const at = placeOf(event.target);
          if (at && (at.studentId !== place?.studentId || at.column !== place.column)) setPlace(at);
        }}
        onKeyDown={onKeyDown}
        role="grid"
        style={{ width: `calc(var(--mx-left) + ${layout.width + 8}px)`, minWidth: "100%" }}
      >
        <MatrixHead
          bands={layout.bands}
          blocks={blocks}
          focus={place ? focusColumn : null}
          frame={frame}
          layout={layout}
          size={sizes.cell}
          sort={sort}
          totals={totals}
        />
        <MatrixBody
          isVisited={place !== null}
          layout={layout}
          look={look}
          place={focusStudent === undefined ? undefined : { studentId: focusStudent, column: focusColumn }}
          rows={rows}
          sight={sight}
          sizes={sizes}
          studentsHref={studentsHref}
          wantsFocus={wantsFocus}
        />
        <MatrixFoot blocks={blocks} rowIndex={rows.length + 3} students={students} totals={totals} />
      </div>
      <CellPopover
        anchor={opened?.anchor ?? null}
        canRemind={canRemind}
        column={opened?.place.column ?? 0}
        matrix={matrix}
        onClose={() => setOpened(null)}
        returnFocusTo={() => {
          const from = opened?.place ?? place;
          return from ? findCell(box.current, from) : null;
        }}
        student={student}
        studentsHref={studentsHref}
      />
    </div>
  );
});

/** Of the head and the foot, one block in a frame. */
function useDrawnBlocks(layout: Layout, { blocks: { from, to }, isPrinting }: Sight): readonly Block[] {
  const wanted = useMemo(() => layout.blocks.slice(from, to), [layout, from, to]);
  const drawn = useGradually(wanted, 1);
  return isPrinting ? wanted : drawn;
}

type Cell = { row: number; column: number };

/** Where a key leads from a cell; the name of the student is column -1. */
function destinationOf({ key, ctrlKey }: KeyboardEvent, { row, column }: Cell, last: Cell): Cell | undefined {
  const onward = document.dir === "rtl" ? -1 : 1;
  if (key === "Home") return { row: ctrlKey ? 0 : row, column: -1 };
  if (key === "End") return { row: ctrlKey ? last.row : row, column: last.column };
  if (ctrlKey) return undefined;
  const steps: Record<string, [rows: number, columns: number]> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -onward],
    ArrowRight: [0, onward],
    PageUp: [-10, 0],
    PageDown: [10, 0],
  };
  const step = steps[key];
  return step && { row: row + step[0], column: column + step[1] };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** Scrolls as little as it takes for a cell to lie between what stays in sight. */
function bringIntoSight(
  box: HTMLElement,
  { top, height, left, width, side }: { top: number; height: number; left: number | null; width: number; side: number },
): void {
  const room = box.clientHeight - headHeight - footHeight;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (top + height > box.scrollTop + room) box.scrollTop = top + height - room;
  if (left === null) return;
  const sign = document.dir === "rtl" ? -1 : 1;
  const scrolled = Math.abs(box.scrollLeft);
  if (left < scrolled) box.scrollLeft = sign * left;
  else if (left + width > scrolled + box.clientWidth - side)
    box.scrollLeft = sign * (left + width - box.clientWidth + side);
}

const touch = "(pointer: coarse), (width < 48rem)";

function useSizes() {
  const isTouch = useSyncExternalStore(
    (onChange) => {
      const query = window.matchMedia(touch);
      query.addEventListener("change", onChange);
      return () => query.removeEventListener("change", onChange);
    },
    () => window.matchMedia(touch).matches,
    () => false,
  );
  return knownSizes[isTouch ? "touch" : "pointer"];
}

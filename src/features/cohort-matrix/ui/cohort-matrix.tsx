"use client";

import "./cohort-matrix.css";
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type { MatrixAnswer, MatrixRow } from "#src/features/cohort-matrix/schema.ts";
import type { StandingName } from "#src/features/progress/values.ts";
import type { Totals } from "./arrange-rows.ts";
import { CellPopover } from "./cell-popover-later.tsx";
import { footHeight, headHeight, sizes as knownSizes, type Layout, layOut } from "./geometry.ts";
import type { CellMode } from "./matrix-filters.ts";
import { MatrixFoot, MatrixHead } from "./matrix-head.tsx";
import { MatrixLine } from "./matrix-row.tsx";
import { strings } from "./strings.ts";
import { listOf, useWindowed } from "./use-windowed.ts";

export type StudentsHref = "/dashboard/clinical-supervisor/students" | "/dashboard/school-admin/students";

type Place = { studentId: string; column: number };

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
export function CohortMatrix(props: Props) {
  const { matrix, rows, totals, students, sort, mode, studentsHref, canRemind, onSort } = props;
  const { frame } = matrix;
  const box = useRef<HTMLDivElement>(null);
  const sizes = useSizes();
  const layout = useMemo(() => layOut(frame.competencies, sizes), [frame, sizes]);
  const sideWidth = () => box.current?.querySelector<HTMLElement>(".mx-side")?.offsetWidth ?? 0;
  const sight = useWindowed(box, { count: rows.length, layout, sizes, sideWidth });
  const only = useMemo(() => new Set(props.only), [props.only]);
  const places = useMemo(() => placesOf(layout, sizes.cell, 1), [layout, sizes]);
  const heads = useMemo(() => placesOf(layout, sizes.cell, 0), [layout, sizes]);
  const [place, setPlace] = useState<Place | null>(null);
  const [opened, setOpened] = useState<{ place: Place; anchor: HTMLElement } | null>(null);
  const wantsFocus = useRef(false);

  const found = place ? rows.findIndex(({ studentId }) => studentId === place.studentId) : 0;
  const focusRow = Math.max(0, found);
  const focusColumn = Math.min(place?.column ?? 0, frame.competencies.length - 1);
  // The focus stays in the document when it is scrolled out of sight.
  const shownRows = useMemo(() => withOne(sight.rows, focusRow, rows.length), [sight.rows, focusRow, rows.length]);
  const { from, to } = sight.columns;
  const columns = useMemo(
    () => withOne(listOf(from, to), focusColumn, frame.competencies.length),
    [from, to, focusColumn, frame.competencies.length],
  );

  useEffect(() => {
    if (!wantsFocus.current || !place) return;
    const cell = findCell(box.current, place);
    if (!cell) return;
    wantsFocus.current = false;
    cell.focus({ preventScroll: true });
  });

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
    const at = placeOf(event.target);
    if (!at || at.column < 0) return;
    setPlace(at);
    open(at);
  };

  const width = layout.width;
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
        style={{ width: `calc(var(--mx-left) + ${width + 8}px)`, minWidth: "100%" }}
      >
        <MatrixHead
          bands={layout.bands}
          columns={columns}
          focus={place ? focusColumn : null}
          frame={frame}
          onSort={onSort}
          places={heads}
          sort={sort}
          totals={totals}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
        <div className="relative" role="rowgroup" style={{ height: rows.length * sizes.row }}>
          {place && focusColumn >= 0 ? (
            <div aria-hidden className="mx-column inset-y-0" style={heads[focusColumn]} />
          ) : null}
          {shownRows.map((at) => {
            const row = rows[at];
            return row ? (
              <MatrixLine
                at={at}
                columns={columns}
                focus={at === focusRow ? focusColumn : null}
                height={sizes.row}
                href={`${studentsHref}/${row.studentId}`}
                key={row.studentId}
                matrix={matrix}
                mode={mode}
                only={only}
                places={places}
                row={row}
                top={at * sizes.row}
              />
            ) : null;
          })}
        </div>
        <MatrixFoot
          columns={columns}
          frame={frame}
          places={places}
          rowIndex={rows.length + 3}
          students={students}
          totals={totals}
        />
      </div>
      <CellPopover
        anchor={opened?.anchor ?? null}
        canRemind={canRemind}
        column={opened?.place.column ?? 0}
        matrix={matrix}
        onClose={() => setOpened(null)}
        returnFocusTo={() => findCell(box.current, opened?.place ?? place)}
        student={student}
        studentsHref={studentsHref}
      />
    </div>
  );
}

/** The place of each column, with this much left free on both sides. */
function placesOf({ starts }: Layout, cell: number, free: number): CSSProperties[] {
  return starts.map((start) => ({
    insetInlineStart: `calc(var(--mx-left) + ${start + free}px)`,
    width: cell - 2 * free,
  }));
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

function withOne(shown: readonly number[], one: number, count: number): number[] {
  return one < 0 || one >= count || shown.includes(one) ? [...shown] : [...shown, one];
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function placeOf(target: EventTarget): Place | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-cell]") : null;
  const [studentId, column] = cell?.dataset.cell?.split(" ") ?? [];
  return studentId === undefined ? undefined : { studentId, column: Number(column) };
}

function findCell(box: HTMLElement | null, place: Place | null): HTMLElement | null {
  if (!place) return null;
  return box?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(place.studentId)} ${place.column}"]`) ?? null;
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

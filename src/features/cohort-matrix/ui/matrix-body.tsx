"use client";

import { type RefObject, useEffect, useMemo, useRef } from "react";
import type { MatrixRow } from "#src/features/cohort-matrix/schema.ts";
import type { Layout, Sizes } from "./geometry.ts";
import type { Look } from "./matrix-cell.ts";
import { MatrixLine } from "./matrix-row.tsx";
import { type Line, useDrawnLines } from "./use-drawn-lines.ts";
import { listOf, type Sight } from "./use-windowed.ts";

/** The name of a student is column -1. */
export type Place = { studentId: string; column: number };

type Props = {
  rows: readonly MatrixRow[];
  sight: Sight;
  layout: Layout;
  sizes: Sizes;
  look: Look;
  /** The cell that has the focus, or gets it by Tab. */
  place: Place | undefined;
  /** Whether the reader is, or was, in the grid. */
  isVisited: boolean;
  /** Set where the focus shall move to `place` as soon as it is drawn. */
  wantsFocus: RefObject<boolean>;
  studentsHref: string;
};

/** The rows in sight. It keeps one cell in the order of Tab, and the focus in its place when cells are drawn anew. */
export function MatrixBody(props: Props) {
  const { rows, sight, layout, sizes, look, place, isVisited, wantsFocus, studentsHref } = props;
  const body = useRef<HTMLDivElement>(null);
  const focusRow = place ? rows.findIndex(({ studentId }) => studentId === place.studentId) : -1;
  const focusColumn = place?.column ?? -1;
  const wanted = useLines({ rows, sight, layout, look, focusRow, focusColumn });
  const drawn = useDrawnLines(wanted);
  useRovingFocus(body, place, wantsFocus);
  const column = isVisited ? layout.starts[focusColumn] : undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot leave out what is not in sight.
    <div className="relative" ref={body} role="rowgroup" style={{ height: rows.length * sizes.row }}>
      {column === undefined ? null : (
        <div
          aria-hidden
          className="mx-column inset-y-0"
          style={{ insetInlineStart: `calc(var(--mx-left) + ${column}px)`, width: sizes.cell }}
        />
      )}
      {(sight.isPrinting ? wanted : drawn).map((line) => (
        <MatrixLine
          at={line.at}
          blocks={line.blocks}
          hasFocus={isVisited && line.at === focusRow}
          height={sizes.row}
          href={`${studentsHref}/${line.row.studentId}`}
          key={line.at}
          look={line.look}
          row={line.row}
        />
      ))}
    </div>
  );
}

type Wanted = Pick<Props, "rows" | "sight" | "layout" | "look"> & { focusRow: number; focusColumn: number };

/** What is in sight, and the cell of the focus, which stays in the document when it is scrolled out of sight. */
function useLines({ rows, sight, layout, look, focusRow, focusColumn }: Wanted): Line[] {
  const { from, to } = sight.blocks;
  const inSight = useMemo(() => layout.blocks.slice(from, to), [layout, from, to]);
  const ofFocus = useMemo(() => {
    const block = layout.blocks.find((one) => focusColumn >= one.from && focusColumn < one.to);
    return !block || inSight.includes(block) ? inSight : [...inSight, block];
  }, [layout, inSight, focusColumn]);
  const first = sight.rows.from;
  const last = Math.min(sight.rows.to, rows.length);
  return useMemo(() => {
    const shown = listOf(first, last);
    if (focusRow >= 0 && (focusRow < first || focusRow >= last)) shown.push(focusRow);
    return shown.flatMap((at) => {
      const row = rows[at];
      return row ? [{ at, row, look, blocks: at === focusRow ? ofFocus : inSight }] : [];
    });
  }, [rows, first, last, focusRow, look, inSight, ofFocus]);
}

/** After each drawing, since a cell that was drawn anew is another element. */
function useRovingFocus(
  body: RefObject<HTMLElement | null>,
  place: Place | undefined,
  wantsFocus: RefObject<boolean>,
): void {
  const current = useRef<HTMLElement | null>(null);
  const hadFocus = useRef(false);
  useEffect(() => {
    const cell = place ? findCell(body.current, place) : null;
    if (!cell) return;
    // An element that was removed with the focus in it leaves the focus to the document.
    const isLost = hadFocus.current && document.activeElement === document.body;
    if (current.current !== cell) current.current?.setAttribute("tabindex", "-1");
    if (cell.tabIndex !== 0) cell.setAttribute("tabindex", "0");
    current.current = cell;
    if (wantsFocus.current || isLost) cell.focus({ preventScroll: true });
    wantsFocus.current = false;
  });
  useEffect(() => {
    const element = body.current;
    const enter = () => {
      hadFocus.current = true;
    };
    const leave = ({ target, relatedTarget }: FocusEvent) => {
      if (relatedTarget instanceof Node && element?.contains(relatedTarget)) return;
      // A browser may say so of an element that is being removed, too.
      queueMicrotask(() => {
        if (target instanceof Node && target.isConnected) hadFocus.current = false;
      });
    };
    element?.addEventListener("focusin", enter);
    element?.addEventListener("focusout", leave);
    return () => {
      element?.removeEventListener("focusin", enter);
      element?.removeEventListener("focusout", leave);
    };
  }, [body]);
}

export function placeOf(target: EventTarget | null): Place | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-cell]") : null;
  const studentId = cell?.closest<HTMLElement>("[data-student]")?.dataset.student;
  return cell && studentId !== undefined ? { studentId, column: Number(cell.dataset.cell) } : undefined;
}

export function findCell(box: HTMLElement | null, { studentId, column }: Place): HTMLElement | null {
  return box?.querySelector<HTMLElement>(`[data-student="${CSS.escape(studentId)}"] [data-cell="${column}"]`) ?? null;
}

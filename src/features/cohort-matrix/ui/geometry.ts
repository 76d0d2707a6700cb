import type { Frame } from "#src/features/cohort-matrix/schema.ts";

/** Sizes in CSS pixels. Cells are larger where they are touched. */
export type Sizes = { cell: number; row: number };
export const sizes: Record<"pointer" | "touch", Sizes> = {
  pointer: { cell: 30, row: 31 },
  touch: { cell: 44, row: 44 },
};
export const headHeight = 206;
export const footHeight = 60;
/** Between two categories. */
const gap = 6;

export type Band = { category: string; from: number; to: number; start: number; width: number };

/** Where each column begins, counted from the first, and the bands of the categories over them. */
export type Layout = { starts: number[]; bands: Band[]; width: number };

export function layOut(competencies: Frame["competencies"], { cell }: Sizes): Layout {
  const starts: number[] = [];
  const bands: Band[] = [];
  let at = 0;
  for (const [index, { category }] of competencies.entries()) {
    const last = bands.at(-1);
    if (last?.category === category) {
      last.to = index;
      last.width += cell;
    } else {
      if (last) at += gap;
      bands.push({ category, from: index, to: index, start: at, width: cell });
    }
    starts.push(at);
    at += cell;
  }
  return { starts, bands, width: at };
}

/** Beyond the edges, so that a slow scroll shows no empty place. */
const spare = 4;

/** Rows in sight, from `from` up to and without `to`. */
export function rowsInSight(top: number, height: number, { row }: Sizes, count: number): { from: number; to: number } {
  const from = Math.max(0, Math.floor(top / row) - spare);
  return { from, to: Math.min(count, Math.ceil((top + height) / row) + spare) };
}

/** Columns in sight, in steps, so that the rows are not drawn again for each pixel. */
export function columnsInSight(left: number, width: number, { starts }: Layout): { from: number; to: number } {
  const firstAfter = (edge: number) => {
    const found = starts.findIndex((start) => start > edge);
    return found === -1 ? starts.length : found;
  };
  const from = Math.max(0, Math.floor((firstAfter(left) - 1) / spare) * spare - spare);
  return { from, to: Math.min(starts.length, Math.ceil(firstAfter(left + width) / spare) * spare + spare) };
}

import type { CSSProperties } from "react";
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

/** Columns that are drawn together, from `from` up to and without `to`. */
export type Block = {
  from: number;
  to: number;
  start: number;
  end: number;
  style: CSSProperties;
  /** Those of its columns, without its own first, before which there is a gap. */
  firsts: ReadonlySet<number>;
};

/** Where each column begins, counted from the first, and the bands of the categories over them. */
export type Layout = { starts: number[]; bands: Band[]; blocks: Block[]; width: number };

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
  return { starts, bands, blocks: blocksOf(starts, bands, cell), width: at };
}

const blockSize = 10;

function blocksOf(starts: readonly number[], bands: readonly Band[], cell: number): Block[] {
  const blocks: Block[] = [];
  for (let from = 0; from < starts.length; from += blockSize) {
    const to = Math.min(from + blockSize, starts.length);
    const start = starts[from] ?? 0;
    const firsts = new Set(bands.map((band) => band.from).filter((first) => first > from && first < to));
    const style = { insetInlineStart: `calc(var(--mx-left) + ${start}px)` };
    blocks.push({ from, to, start, end: (starts[to - 1] ?? 0) + cell, style, firsts });
  }
  return blocks;
}

/** Beyond the edges, so that a slow scroll shows no empty place. */
const spareRows = 4;

/** Rows in sight, from `from` up to and without `to`. */
export function rowsInSight(top: number, height: number, { row }: Sizes, count: number): { from: number; to: number } {
  const from = Math.max(0, Math.floor(top / row) - spareRows);
  return { from, to: Math.min(count, Math.ceil((top + height) / row) + spareRows) };
}

const spareWidth = 120;

/** Blocks of columns in sight, from `from` up to and without `to`. */
export function blocksInSight(left: number, width: number, { blocks }: Layout): { from: number; to: number } {
  const from = blocks.findIndex(({ end }) => end > left - spareWidth);
  const beyond = blocks.findIndex(({ start }) => start >= left + width + spareWidth);
  const to = beyond === -1 ? blocks.length : beyond;
  return { from: from === -1 ? to : from, to };
}

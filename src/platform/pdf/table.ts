import type { Cell, Column, Row, Table } from "#src/platform/pdf/blocks.ts";
import { type Line, linesOf } from "#src/platform/pdf/lay-out-text.ts";
import type { Layout } from "#src/platform/pdf/layout.ts";
import type { Place } from "#src/platform/pdf/options.ts";
import { colors, type Element, type TextStyle } from "#src/platform/pdf/pen.ts";

const body: TextStyle = { size: 8.25, leading: 11.25 };
const strong: TextStyle = { ...body, weight: 600 };
const head: TextStyle = { ...body, color: colors.muted };
const groupStyle: TextStyle = { size: 9, leading: 12, weight: 600 };
const note: TextStyle = { size: 7.75, leading: 11.25, color: colors.muted };
const padY = 3.4;
const gap = 8;
/** A cell longer than this is cut: a row stays on one page. */
const mostLines = 40;

type Placed = Column & { x: number; points: number };
type SetCell = { lines: Line[]; style: TextStyle };

/** Draws the table row by row; what it yields says that a page was left, and may be written. */
export async function* drawTable(layout: Layout, block: Table): AsyncGenerator<void, void, undefined> {
  const table = new TableOnPages(layout, block);
  let pages = layout.pageCount;
  for await (const row of block.rows) {
    table.add(row);
    if (layout.pageCount === pages) continue;
    pages = layout.pageCount;
    yield;
  }
  table.end(block.notes ?? []);
}

class TableOnPages {
  readonly #layout: Layout;
  readonly #columns: Placed[];
  readonly #element: Element;
  readonly #head: SetCell[];
  /** The group that the rows are in, and whether its line is still to be drawn: it stays with its first row. */
  #group: { text: string; value: string; isDrawn: boolean } | undefined;

  constructor(layout: Layout, { columns, summary }: Table) {
    this.#layout = layout;
    this.#columns = placeColumns(columns, layout.width);
    this.#head = this.#columns.map((column) => ({
      lines: linesOf(column.head, head.size, 400, column.points),
      style: { ...head, align: column.align ?? "left" },
    }));
    layout.ensure(heightOf(this.#head) + 60);
    this.#element = layout.pen.group(layout.pen.root, "Table", { summary });
    this.#drawHead(false);
  }

  add(row: Row): void {
    if ("group" in row) {
      this.#group = { text: row.group, value: row.value ?? "", isDrawn: false };
      return;
    }
    const isTotal = "total" in row;
    const cells = this.#set(isTotal ? row.total : row.cells, isTotal ? strong : body);
    const height = heightOf(cells);
    const groupHeight = this.#group && !this.#group.isDrawn ? groupRowHeight : 0;
    if (this.#layout.ensure(height + groupHeight)) {
      this.#drawHead(true);
      if (this.#group?.isDrawn) this.#drawGroup(`${this.#group.text} (continues)`, this.#group.value, true);
    }
    if (this.#group && !this.#group.isDrawn) {
      this.#drawGroup(this.#group.text, this.#group.value, false);
      this.#group.isDrawn = true;
    }
    this.#layout.place(height, (place) => {
      const { pen } = this.#layout;
      pen.artifact(() =>
        isTotal
          ? pen.rule(place.x, place.y, place.width, colors.ink, 0.8)
          : pen.rule(place.x, place.y + height, place.width, colors.faint, 0.5),
      );
      const element = pen.group(this.#element, "TR");
      this.#drawCells(cells, place, (draw, column) => {
        if (column.isRowHead) pen.tagged(element, "TH", draw, { scope: "Row" });
        else pen.tagged(element, "TD", draw);
      });
      pen.close(element);
    });
  }

  end(notes: readonly string[]): void {
    const { pen } = this.#layout;
    pen.close(this.#element);
    if (notes.length > 0) this.#layout.skip(4);
    for (const text of notes) {
      const lines = linesOf(text, note.size, 400, this.#layout.width);
      this.#layout.place(lines.length * note.leading + 2, (place) =>
        pen.tagged(pen.root, "P", () => pen.drawLines(lines, note, place)),
      );
    }
    this.#layout.skip(6);
  }

  #set(cells: readonly Cell[], base: TextStyle): SetCell[] {
    return this.#columns.map((column, index) => {
      const cell = cells[index] ?? "";
      const { text, tone = column.tone } = typeof cell === "string" ? { text: cell } : cell;
      const style = tone === "strong" ? strong : tone === "quiet" ? { ...base, color: colors.muted } : base;
      const lines = linesOf(text, style.size, style.weight ?? 400, column.points).slice(0, mostLines);
      return { lines, style: { ...style, align: column.align ?? "left" } };
    });
  }

  /** The head of the first page is the table's; those of later pages repeat it. */
  #drawHead(isRepeated: boolean): void {
    const { pen } = this.#layout;
    const height = heightOf(this.#head) + 2;
    this.#layout.place(height, (place) => {
      pen.artifact(() => pen.rule(place.x, place.y + height - 1, place.width, colors.ink, 0.9));
      if (isRepeated) {
        pen.artifact(() => this.#drawCells(this.#head, place, (draw) => draw()), "Pagination");
        return;
      }
      const row = pen.group(this.#element, "TR");
      this.#drawCells(this.#head, place, (draw) => pen.tagged(row, "TH", draw, { scope: "Column" }));
      pen.close(row);
    });
  }

  #drawGroup(text: string, value: string, isRepeated: boolean): void {
    const { pen } = this.#layout;
    this.#layout.place(groupRowHeight, (place) => {
      const y = place.y + 8;
      const valueWidth = 90;
      pen.artifact(() => pen.rule(place.x, place.y + groupRowHeight, place.width, colors.rule, 0.6));
      const name = () => pen.drawText(text, groupStyle, { x: place.x, y, width: place.width - valueWidth - gap });
      const figure = () =>
        pen.drawText(
          value,
          { ...body, leading: groupStyle.leading, align: "right" },
          { x: place.x + place.width - valueWidth, y, width: valueWidth },
        );
      if (isRepeated) {
        pen.artifact(() => {
          name();
          figure();
        }, "Pagination");
        return;
      }
      const row = pen.group(this.#element, "TR");
      const rest = this.#columns.length - 1;
      pen.tagged(row, "TH", name, { scope: "Row", span: Math.max(1, rest) });
      if (rest > 0) pen.tagged(row, "TD", figure);
      pen.close(row);
    });
  }

  #drawCells(cells: readonly SetCell[], { x, y }: Place, put: (draw: () => void, column: Placed) => void): void {
    for (const [index, { lines, style }] of cells.entries()) {
      const column = this.#columns[index];
      if (!column) continue;
      put(
        () => this.#layout.pen.drawLines(lines, style, { x: x + column.x, y: y + padY, width: column.points }),
        column,
      );
    }
  }
}

const groupRowHeight = 8 + groupStyle.leading + 4;

function heightOf(cells: readonly SetCell[]): number {
  return Math.max(...cells.map(({ lines, style }) => lines.length * style.leading)) + 2 * padY;
}

function placeColumns(columns: readonly Column[], width: number): Placed[] {
  const fixed = columns.reduce((sum, { width: one }) => sum + ("points" in one ? one.points : 0), 0);
  const shares = columns.reduce((sum, { width: one }) => sum + ("share" in one ? one.share : 0), 0);
  const left = Math.max(0, width - fixed - gap * (columns.length - 1));
  let x = 0;
  return columns.map((column) => {
    const points = "points" in column.width ? column.width.points : (left * column.width.share) / shares;
    const placed = { ...column, x, points };
    x += points + gap;
    return placed;
  });
}

import {
  type ReportModel,
  type ReportSection,
  type ReportTable,
  sentencesOf,
} from "#src/features/reports/building/model.ts";
import { cellWords, figureWords } from "#src/features/reports/cell-words.ts";
import type { Cell, ReportColumn } from "#src/features/reports/schema.ts";
import type { Block, Column, Row, Cell as TextCell } from "#src/platform/pdf/blocks.ts";

/** The blocks of a report on paper. Its tables are taken as the pages fill. */
export function* blocksOf(model: ReportModel): Generator<Block> {
  yield { kind: "paragraph", text: model.kind, tone: "eyebrow" };
  yield { kind: "heading", level: 1, text: model.title };
  yield { kind: "paragraph", text: model.subtitle, tone: "quiet" };
  for (const section of model.sections) yield* sectionBlocks(section);
  if (model.sections.length === 0) yield { kind: "paragraph", text: "No section was chosen.", tone: "quiet" };
}

function* sectionBlocks(section: ReportSection): Generator<Block> {
  const { heading, figures, chart, table } = section;
  if (heading !== "") yield { kind: "heading", level: 2, text: heading };
  for (const text of sentencesOf(section)) yield { kind: "paragraph", text };
  if (figures.length > 0) {
    yield { kind: "facts", items: figures.map((one) => ({ label: one.label, value: figureWords(one) })) };
  }
  if (chart) yield chart.kind === "bars" ? { ...chart } : { ...chart };
  if (table && !table.isForSheets && table.count > 0) {
    yield {
      kind: "table",
      summary: table.summary,
      columns: table.columns.map(columnOf),
      rows: rowsOf(table),
    };
  }
}

/** Shares of the width, so that any choice of columns fits: words get most, and no word of a heading is broken. */
const shares: Record<ReportColumn["kind"], number> = { text: 1.6, number: 0.8, share: 1.2, day: 1.25 };
const letters = 9;

export function shareOf({ heading, kind, id }: ReportColumn, at: number): number {
  const longest = Math.max(...heading.split(" ").map((word) => word.length));
  const share =
    id === "why" ? 2.6 : id === "code" ? 0.7 : id === "number" ? 1 : at <= 1 && kind === "text" ? 2.6 : shares[kind];
  return Math.max(share, longest / letters);
}

function columnOf(column: ReportColumn, at: number): Column {
  const { heading, kind } = column;
  return {
    head: heading,
    width: { share: shareOf(column, at) },
    align: kind === "number" || kind === "share" ? "right" : "left",
    isRowHead: at === 0,
  };
}

async function* rowsOf({ rows, columns }: ReportTable): AsyncGenerator<Row> {
  for await (const row of rows) {
    if ("group" in row) yield row.value === undefined ? { group: row.group } : { group: row.group, value: row.value };
    else yield { cells: row.cells.map((cell, n) => textOf(cell, columns[n])) };
  }
}

function textOf(cell: Cell, column: ReportColumn | undefined): TextCell {
  if (!column) return "";
  const text = cellWords(cell, column);
  return cell === null ? { text, tone: "quiet" } : text;
}

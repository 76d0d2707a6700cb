import type { ReportModel, ReportSection, ReportTable } from "#src/features/reports/building/model.ts";
import type { Cell } from "#src/features/reports/schema.ts";
import { csvLine } from "#src/lib/csv.ts";
import type { Sheet } from "#src/platform/spreadsheet/xlsx.ts";

type Plain = string | number | null;
type Lines = { title: string; headings: string[]; rows: Iterable<Plain[]> | AsyncIterable<Plain[]> };

/** A report as tables of plain values: its figures first, then each section's table. A share takes two columns. */
function linesOf(model: ReportModel): Lines[] {
  return model.sections.flatMap((section): Lines[] => [
    ...(section.sentences.length > 0 && !section.table && section.figures.length === 0
      ? [
          {
            title: section.heading || "Text",
            headings: [section.heading || "Text"],
            rows: section.sentences.map((text) => [text]),
          },
        ]
      : []),
    ...(section.figures.length > 0 ? [figureLines(section)] : []),
    ...(section.table ? [tableLines(section, section.table)] : []),
  ]);
}

function figureLines({ heading, figures, advisory }: ReportSection): Lines {
  return {
    title: heading,
    headings: ["Figure", "Value", "Of", "Unit"],
    rows: [
      ...figures.map(({ label, value, unit }) => [label, ...spread(value, true), unit]),
      ...(advisory === null ? [] : [["Advisory", advisory, null, ""]]),
    ],
  };
}

function tableLines({ heading }: ReportSection, { columns, groupHeading, rows }: ReportTable): Lines {
  const headings = columns.flatMap(({ heading: name, kind }) => (kind === "share" ? [name, `${name}: of`] : [name]));
  async function* plain(): AsyncGenerator<Plain[]> {
    let group = "";
    for await (const row of rows) {
      if ("group" in row) group = row.group;
      else {
        const cells = row.cells.flatMap((cell, n) => spread(cell, columns[n]?.kind === "share"));
        yield groupHeading === null ? cells : [group, ...cells];
      }
    }
  }
  return { title: heading, headings: groupHeading === null ? headings : [groupHeading, ...headings], rows: plain() };
}

function spread(value: Cell, isShare: boolean): Plain[] {
  if (value !== null && typeof value === "object") return [value.part, value.of];
  return isShare ? [value, null] : [value];
}

export function sheetsOf(model: ReportModel): Sheet[] {
  const sheets = linesOf(model).map(({ title, headings, rows }) => ({
    name: title,
    columns: headings.map((heading) => ({ heading, width: Math.min(40, Math.max(12, heading.length + 4)) })),
    rows,
  }));
  return sheets.length > 0 ? sheets : [{ name: "Report", columns: [{ heading: "No section was chosen" }], rows: [] }];
}

const pieceLength = 64 * 1024;

/**
 * A report as CSV. One table is a plain file; several follow each other, each under its title with an empty line before
 * the next. It is given in pieces, so that one of any length fits.
 */
export async function* csvOf(model: ReportModel): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const tables = linesOf(model);
  // The mark in front makes spreadsheets read it as UTF-8.
  let text = "\uFEFF";
  for (const [n, { title, headings, rows }] of tables.entries()) {
    if (tables.length > 1) text += `${n > 0 ? "\r\n" : ""}${csvLine([title])}`;
    text += csvLine(headings);
    for await (const row of rows) {
      text += csvLine(row);
      if (text.length < pieceLength) continue;
      yield encoder.encode(text);
      text = "";
    }
  }
  if (text !== "") yield encoder.encode(text);
}

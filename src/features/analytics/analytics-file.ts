import type { AnalyticsAnswer } from "#src/features/analytics/schema.ts";
import { type FigureTable, tablesOf } from "#src/features/analytics/tables-of-answer.ts";
import type { Format } from "#src/features/analytics/values.ts";
import { type CsvColumns, csvOfLines } from "#src/platform/http/csv-response.ts";

/** The format that a query names, else the one that the Accept header asks for. */
export function formatOf(named: Format | undefined, accept: string | null): Format {
  if (named !== undefined) return named;
  if (accept === null || /application\/json|\*\/\*/.test(accept)) return "json";
  if (accept.includes("text/csv")) return "csv";
  return accept.includes("application/pdf") ? "pdf" : "json";
}

export function csvOfAnswer(answer: AnalyticsAnswer): Response {
  return csvOfTables(`analytics-${answer.summary.scope}.csv`, tablesOf(answer));
}

/** One figure a line, so that tables of different columns stand in one file. */
export function csvOfTables(fileName: string, tables: readonly FigureTable[]): Response {
  return csvOfLines(fileName, columns, tables.flatMap(linesOf));
}

type Line = { section: string; name: string; from: string; to: string; figure: string; value: number | string | null };

function linesOf({ title, figures, lines }: FigureTable): Line[] {
  return lines.flatMap(({ name, from = "", to = "", values }) =>
    figures.map((figure, n) => ({ section: title, name, from, to, figure, value: values[n] ?? null })),
  );
}

const columns: CsvColumns<Line> = [
  ["Section", (line) => line.section],
  ["Name", (line) => line.name],
  ["From", (line) => line.from],
  ["To", (line) => line.to],
  ["Figure", (line) => line.figure],
  ["Value", (line) => line.value],
];

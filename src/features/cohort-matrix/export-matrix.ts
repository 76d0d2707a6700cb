import type { z } from "zod";
import { readMatrixText } from "#src/features/cohort-matrix/read-matrix.ts";
import type { MatrixAnswer, MatrixRow, matrixFileQuery } from "#src/features/cohort-matrix/schema.ts";
import { standingWords } from "#src/features/cohort-matrix/values.ts";
import { type CsvColumns, csvOfLines } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { Cell } from "#src/platform/spreadsheet/sheet-xml.ts";
import { xlsxResponse } from "#src/platform/spreadsheet/xlsx.ts";

/** A matrix as a file: as CSV where each stands, as a workbook the levels and the competencies too. */
export async function exportMatrix(
  ctx: UserContext,
  { format, ...query }: z.output<typeof matrixFileQuery>,
): Promise<Response> {
  const answer: MatrixAnswer = JSON.parse(await readMatrixText(ctx, query));
  if (format === "csv") return csvOfLines("cohort-matrix.csv", statusColumns(answer), answer.rows);
  return xlsxResponse("cohort-matrix.xlsx", [
    sheetOf("Status", statusColumns(answer), answer.rows),
    sheetOf("Level", levelColumns(answer), answer.rows),
    sheetOf("Competencies", competencyColumns(answer), answer.frame.competencies),
  ]);
}

const person: CsvColumns<MatrixRow> = [
  ["Student", (row) => row.name],
  ["Number", (row) => row.number],
  ["Placement now", (row) => row.placement],
  ["Completed", (row) => row.completed],
  ["Assigned", (row) => row.total],
  ["Overdue", (row) => row.overdue],
];

function statusColumns({ frame, standings }: MatrixAnswer): CsvColumns<MatrixRow> {
  const cells = frame.competencies.map(({ code, name }, at) => {
    const wordOf = (row: MatrixRow) => {
      const standing = standings[row.cells[at]?.[1] ?? -1];
      return standing === undefined ? null : standingWords[standing];
    };
    return [heading(code, name), wordOf] as const;
  });
  return [...person, ...cells];
}

function levelColumns({ frame }: MatrixAnswer): CsvColumns<MatrixRow> {
  const cells = frame.competencies.map(({ code, name }, at) => {
    return [heading(code, name), (row: MatrixRow) => row.cells[at]?.[3] ?? null] as const;
  });
  return [...person.slice(0, 2), ...cells];
}

function competencyColumns({ frame }: MatrixAnswer): CsvColumns<MatrixAnswer["frame"]["competencies"][number]> {
  const scales = new Map(frame.scales.map((scale) => [scale.id, scale.name]));
  return [
    ["Code", (one) => one.code],
    ["Competency", (one) => one.name],
    ["Category", (one) => one.category],
    ["Target", (one) => one.target],
    ["Scale", (one) => scales.get(one.scaleId) ?? null],
    ["Valid for months", (one) => one.validityMonths],
  ];
}

function heading(code: string | null, name: string): string {
  return code === null ? name : `${code} ${name}`;
}

function sheetOf<Line>(name: string, columns: CsvColumns<Line>, lines: readonly Line[]) {
  const width = (at: number) => (at === 0 ? 26 : 16);
  function* rows(): Generator<Cell[]> {
    for (const line of lines) yield columns.map(([, cell]) => cell(line));
  }
  return { name, columns: columns.map(([title], at) => ({ heading: title, width: width(at) })), rows: rows() };
}

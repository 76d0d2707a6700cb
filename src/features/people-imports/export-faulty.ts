import { AppError } from "#src/errors.ts";
import { rowAnswer, selectMapping, selectRows } from "#src/features/people-imports/list-rows.ts";
import type { ImportRow } from "#src/features/people-imports/schema.ts";
import { type Field, fields } from "#src/features/people-imports/values.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvResponse } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const rowsPerPiece = 1_000;

const headings: Record<Field, string> = {
  name: "Name",
  givenName: "First name",
  familyName: "Last name",
  email: "Email",
  role: "Role",
  program: "Program",
  cohort: "Cohort",
  studentNumber: "Student number",
  yearOfStudy: "Year of study",
  status: "Status",
  externalId: "External ID",
};

/** The rows with faults as CSV, with what is wrong: it can be corrected elsewhere, and imported as a file of its own. */
export async function exportFaulty(ctx: UserContext, importId: string): Promise<Response> {
  const [found] = await readAs(ctx.actor, (tx) => tx.query(selectMapping, { importId }));
  if (!found) throw new AppError("not_found", "There is no such import.");
  const shown = fields.filter((field) => found.mapping.includes(field));
  const columns: CsvColumns<ImportRow> = [
    ["Line", ({ line }) => line],
    ...shown.map((field) => [headings[field], ({ values }: ImportRow) => values[field] ?? null] as const),
    ["To fix", ({ faults }) => faults.map(({ field, message }) => `${headings[field]}: ${message}`).join("; ")],
  ];
  async function* pieces(): AsyncGenerator<ImportRow[]> {
    for (let after = 0; ; ) {
      const read = (tx: Tx) =>
        tx.query(selectRows, { importId, verdict: "FIX", fault: null, refused: false, after, limit: rowsPerPiece });
      const rows = await readAs(ctx.actor, read, {
        what: "people import rows",
        requestId: ctx.requestId,
        count: (rows) => rows.length,
        filter: { importId, verdict: "FIX" },
      });
      const last = rows.at(-1);
      if (!last || !found) return;
      yield rows.map((row) => rowAnswer(row, found.mapping));
      after = last.line;
    }
  }
  return csvResponse("people-to-fix.csv", columns, pieces());
}

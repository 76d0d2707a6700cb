import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { checkLines } from "#src/features/people-imports/checking/check-rows.ts";
import { rowAnswer, rowColumns } from "#src/features/people-imports/list-rows.ts";
import { assertReady, lockOwnImport } from "#src/features/people-imports/lock-own-import.ts";
import { checkedPart } from "#src/features/people-imports/queries.ts";
import type { FixAnswer, FixBody } from "#src/features/people-imports/schema.ts";
import { fields } from "#src/features/people-imports/values.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { peopleImportRows, peopleImports } from "#src/platform/db/tables/people-imports.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const r = peopleImportRows;
const mostAnswered = 500;

/**
 * The admin corrects cells, or leaves rows out. The file stays as it is: corrections are kept beside its cells. The rows
 * that were changed, and those that share a key with them, are judged again at once.
 */
export async function fixRows(ctx: UserContext, importId: string, body: FixBody): Promise<FixAnswer> {
  return withActor(ctx.actor, async (tx) => {
    const found = await lockOwnImport(tx, ctx, importId);
    assertReady(found);
    const [only] = body.cells;
    if (body.alike && (body.cells.length !== 1 || !only)) {
      throw new AppError("invalid", "Some values are not valid.", {
        errors: [{ path: "cells", message: "must be one cell where its value serves all that are alike" }],
      });
    }
    const cells =
      body.alike && only
        ? (await tx.query(selectAlikeLines, { importId, line: only.line, field: only.field })).map(({ line }) => ({
            ...only,
            line,
          }))
        : body.cells;
    const before = await tx.query(selectFixes, { importId, cells: JSON.stringify(cells) });
    if (cells.length > 0) await tx.query(updateFixes, { importId, cells: JSON.stringify(cells) });
    if (body.leaveOut.length > 0) await tx.query(updateLeftOut, { importId, rows: JSON.stringify(body.leaveOut) });
    const lines = [...new Set([...cells, ...body.leaveOut].map(({ line }) => line))];
    const judged = lines.length === 0 ? [] : await checkLines(tx, checkedPart(found), lines);
    tx.send(touchImport, { importId });
    audit(tx, ctx.actor, {
      action: "people_import.fix",
      entityType: "people_import",
      entityId: importId,
      schoolId: ctx.actor.schoolId,
      requestId: ctx.requestId,
      detail: { cells: cells.length, leftOut: body.leaveOut.length },
    });
    const rows = await tx.query(selectRows, { importId, lines: judged.slice(0, mostAnswered) });
    return { before, rows: rows.map((row) => rowAnswer(row, found.mapping)) };
  });
}

/** The line itself, and the lines whose cell is at fault and says the same. */
const selectAlikeLines = sqlStatement(
  "people_import_lines_alike",
  z.object({ line: z.number() }),
  (p: Params<{ importId: string; line: number; field: string }>) => sql`
    with own as (
      select f.fault ->> 'value' as value from ${r}, jsonb_array_elements(${r.faults}) f (fault)
      where ${r.importId} = ${p.importId} and ${r.line} = ${p.line} and f.fault ->> 'field' = ${p.field} limit 1)
    select ${p.line}::int as line
    union
    select ${r.line} from ${r}, own
    where ${r.importId} = ${p.importId} and ${r.verdict} = 'FIX'
      and ${r.faults} @> jsonb_build_array(jsonb_build_object('field', ${p.field}::text, 'value', own.value))
    order by 1`,
);

const cellRows = (cells: unknown) =>
  sql`jsonb_to_recordset(${cells}::jsonb) as c (line integer, field text, value text)`;

const selectFixes = sqlStatement(
  "people_import_fixes",
  z.object({ line: z.number(), field: z.enum(fields), value: z.string().nullable() }),
  (p: Params<{ importId: string; cells: string }>) => sql`
    select c.line, c.field, ${r.fixes} ->> c.field as value
    from ${cellRows(p.cells)} join ${r} on ${r.importId} = ${p.importId} and ${r.line} = c.line
    order by c.line, c.field`,
);

const updateFixes = sqlWrite(
  "people_import_fix",
  (p: Params<{ importId: string; cells: string }>) => sql`
    update ${r} set ${columns(r.fixes)} = (${r.fixes} - v.cleared) || v.given
    from (
      select c.line, coalesce(array_agg(c.field) filter (where c.value is null), '{}') as cleared,
        coalesce(jsonb_object_agg(c.field, c.value) filter (where c.value is not null), '{}') as given
      from ${cellRows(p.cells)} group by c.line) v
    where ${r.importId} = ${p.importId} and ${r.line} = v.line`,
);

const updateLeftOut = sqlWrite(
  "people_import_leave_out",
  (p: Params<{ importId: string; rows: string }>) => sql`
    update ${r} set ${columns(r.leftOut)} = v."leftOut"
    from jsonb_to_recordset(${p.rows}::jsonb) as v (line integer, "leftOut" boolean)
    where ${r.importId} = ${p.importId} and ${r.line} = v.line`,
);

const selectRows = statement("people_import_rows_fixed", (db, p: Params<{ importId: string; lines: number[] }>) =>
  db
    .select(rowColumns)
    .from(r)
    .where(and(eq(r.importId, p.importId), sql`${r.line} = any(${p.lines}::int[])`))
    .orderBy(r.line),
);

const touchImport = sqlWrite(
  "people_import_touch",
  (p: Params<{ importId: string }>) =>
    sql`update ${peopleImports} set ${columns(peopleImports.updatedAt)} = now() where ${peopleImports.id} = ${p.importId}`,
);

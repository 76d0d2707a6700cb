import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { checkLines } from "#src/features/people-imports/checking/check-rows.ts";
import { findCohort, findProgram } from "#src/features/people-imports/checking/find-group.ts";
import { loadGroups } from "#src/features/people-imports/checking/load-context.ts";
import { assertReady, lockOwnImport } from "#src/features/people-imports/lock-own-import.ts";
import { checkedPart, readImport } from "#src/features/people-imports/queries.ts";
import type { ImportAnswer, Make, makeBody } from "#src/features/people-imports/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { peopleImportRows, peopleImports } from "#src/platform/db/tables/people-imports.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const mostMakes = 200;

/** The admin has the import make a program or a cohort that the file names; it is made when the import is written. */
export async function makeGroup(
  ctx: UserContext,
  importId: string,
  body: z.output<typeof makeBody>,
): Promise<ImportAnswer> {
  const { schoolId } = ctx.actor;
  return withActor(
    ctx.actor,
    async (tx) => {
      const found = await lockOwnImport(tx, ctx, importId);
      assertReady(found);
      const make = await newMake(tx, schoolId, found.makes, body);
      const makes = [...found.makes, make];
      tx.send(updateMakes, { importId, makes });
      const lines = await tx.query(selectUnplaced, { importId });
      await checkLines(
        tx,
        { ...checkedPart(found), makes },
        lines.map(({ line }) => line),
      );
      audit(tx, ctx.actor, {
        action: "people_import.make_group",
        entityType: "people_import",
        entityId: importId,
        schoolId,
        requestId: ctx.requestId,
        detail: { kind: make.kind, id: make.id },
      });
      const answer = await readImport(tx, schoolId, importId);
      if (!answer) throw new Error("the import is locked, so it is there");
      return answer;
    },
    ctx.bracket,
  );
}

async function newMake(
  tx: Tx,
  schoolId: string,
  makes: readonly Make[],
  { kind, name, programId }: z.output<typeof makeBody>,
): Promise<Make> {
  if (makes.length >= mostMakes) throw new AppError("conflict", "One import makes at most 200 programs and cohorts.");
  const groups = await loadGroups(tx, schoolId, makes);
  if (kind === "program") {
    if (findProgram(name, groups).kind === "found") throw new AppError("conflict", "There is a program of this name.");
    return { kind, id: newId(), name, programId: null };
  }
  if (programId === undefined || !groups.programs.some(({ id }) => id === programId)) {
    throw new AppError("invalid", "Some values are not valid.", {
      errors: [{ path: "programId", message: "must be the program of the cohort" }],
    });
  }
  if (findCohort(name, programId, groups).kind === "found") {
    throw new AppError("conflict", "The program has a cohort of this name.");
  }
  return { kind, id: newId(), name, programId };
}

const updateMakes = statement("people_import_makes", (db, p: Params<{ importId: string; makes: Make[] }>) =>
  db.update(peopleImports).set({ makes: p.makes, updatedAt: sql`now()` }).where(eq(peopleImports.id, p.importId)),
);

/** The rows that a new program or cohort may help. */
const selectUnplaced = sqlStatement(
  "people_import_rows_unplaced",
  z.object({ line: z.number() }),
  (p: Params<{ importId: string }>) => sql`
    select ${peopleImportRows.line} from ${peopleImportRows}
    where ${peopleImportRows.importId} = ${p.importId} and ${peopleImportRows.verdict} = 'FIX'
      and ${peopleImportRows.faultCodes} && array['program', 'cohort', 'cohort_program']`,
);

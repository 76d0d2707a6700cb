import { eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/people-imports/events.ts";
import { lockOwnImport } from "#src/features/people-imports/lock-own-import.ts";
import { moveImport } from "#src/features/people-imports/move-import.ts";
import { readImport } from "#src/features/people-imports/queries.ts";
import type { ImportAnswer, mappingBody } from "#src/features/people-imports/schema.ts";
import type { Field } from "#src/features/people-imports/values.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { peopleImports } from "#src/platform/db/tables/people-imports.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The admin says what the columns hold; a job judges all rows anew, and corrections made so far stay. */
export async function changeMapping(
  ctx: UserContext,
  importId: string,
  { mapping, defaultRole }: z.output<typeof mappingBody>,
): Promise<ImportAnswer> {
  const { schoolId } = ctx.actor;
  const answer = await withActor(ctx.actor, async (tx) => {
    const found = await lockOwnImport(tx, ctx, importId);
    if (mapping.length !== found.headers.length) {
      throw invalid(`names ${mapping.length} columns, and the file has ${found.headers.length}`);
    }
    const named = mapping.filter((field) => field !== null);
    if (new Set(named).size < named.length) throw invalid("names a field for two columns");
    moveImport(tx, found, "CHECKING", "admin");
    tx.send(updateMapping, { importId, mapping, defaultRole });
    audit(tx, ctx.actor, {
      action: "people_import.match_columns",
      entityType: "people_import",
      entityId: importId,
      schoolId,
      requestId: ctx.requestId,
      detail: { mapping },
    });
    emit(tx, [events.remapped.of({ schoolId, data: { importId } })]);
    const answer = await readImport(tx, schoolId, importId);
    if (!answer) throw new Error("the import is locked, so it is there");
    return answer;
  });
  wakeRelay();
  return answer;
}

function invalid(message: string): AppError {
  return new AppError("invalid", "Some values are not valid.", { errors: [{ path: "mapping", message }] });
}

type NewMapping = { importId: string; mapping: (Field | null)[]; defaultRole: "STUDENT" | "CLINICAL_SUPERVISOR" };

const updateMapping = statement("people_import_map", (db, p: Params<NewMapping>) =>
  db
    .update(peopleImports)
    .set({ mapping: p.mapping, defaultRole: p.defaultRole, updatedAt: sql`now()` })
    .where(eq(peopleImports.id, p.importId)),
);

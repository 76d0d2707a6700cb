import { sql } from "drizzle-orm";
import { z } from "zod";
import { erasePerson } from "#src/features/privacy/erasing/erase-person.ts";
import { type ErasureNote, readErasureNotes } from "#src/features/privacy/erasing/ledger.ts";
import { insertErasure } from "#src/features/privacy/queries.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { erasures as e, legalHolds as h } from "#src/platform/db/tables/privacy.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import { erasedAddress } from "#src/platform/personal-data/personal-table.ts";
import type { SystemActor } from "#src/policy/actor.ts";

type Context = { actor: SystemActor; signal: AbortSignal };

/**
 * Erases again who was erased before the backup came back that this database is: everybody whom the ledger names and who
 * still has an address. Does nothing otherwise; ended anywhere, the next run goes on. Returns how many came back.
 */
export async function recallErasures({ actor, signal }: Context): Promise<number> {
  let count = 0;
  for await (const notes of readErasureNotes()) {
    for (const person of await readAs(actor, (tx) => tx.query(selectRestored, valuesOf(notes)))) {
      signal.throwIfAborted();
      await erasePerson({ actor, signal }, await askAgain(actor, person));
      count += 1;
    }
  }
  return count;
}

type Restored = { userId: string; schoolId: string };

/** The id of the erasure that is due now: what was held when the backup was made had been let go when they were erased. */
function askAgain(actor: SystemActor, { userId, schoolId }: Restored): Promise<string> {
  return withActor(actor, async (tx) => {
    tx.send(liftHolds, { userId });
    const [known] = await tx.query(hasten, { userId, dueAt: now() });
    const id = known?.id ?? newId();
    if (!known) tx.send(insertErasure, { id, schoolId, userId, requestedBy: userId, dueAt: now() });
    audit(tx, actor, {
      action: "privacy.erase.recall",
      entityType: "erasure",
      entityId: id,
      schoolId,
      detail: { userId },
    });
    return id;
  });
}

function valuesOf(notes: readonly ErasureNote[]) {
  return { ids: notes.map(({ personId }) => personId), times: notes.map(({ at }) => at) };
}

/** A school that was made after the note has the same ids by intention, as the demo school does. */
const selectRestored = sqlStatement(
  "erasures_restored",
  z.object({ userId: z.string(), schoolId: z.string() }),
  (p: Params<{ ids: string[]; times: number[] }>) => sql`
    select distinct ${users.id} as "userId", ${users.schoolId} as "schoolId"
    from unnest(${p.ids}::text[], ${p.times}::float8[]) n (person, at)
    join (select * from ${users} where ${users.email} <> ${sql.raw(erasedAddress)}) ${users} on ${users.id} = n.person
    join ${schools} on ${schools.id} = ${users.schoolId}
    where ${schools.createdAt} < to_timestamp(n.at)`,
);

const liftHolds = sqlWrite(
  "erasure_lift_holds",
  (p: Params<{ userId: string }>) => sql`
    update ${h} set lifted_at = now(), lifted_by = ${h.userId} where ${h.userId} = ${p.userId} and ${h.liftedAt} is null`,
);

const hasten = sqlStatement(
  "erasure_hasten",
  z.object({ id: z.string() }),
  (p: Params<{ userId: string; dueAt: Date }>) => sql`
    update ${e} set due_at = least(${e.dueAt}, ${p.dueAt}::timestamptz)
    where ${e.userId} = ${p.userId} and ${isOneOf(e.state, "WAITING", "RUNNING")} returning ${e.id}`,
);

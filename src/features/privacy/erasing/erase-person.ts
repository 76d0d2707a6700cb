import { sql } from "drizzle-orm";
import { z } from "zod";
import { type EraseStep, eraseSteps } from "#src/features/privacy/erasing/erase-statements.ts";
import { noteErasures } from "#src/features/privacy/erasing/ledger.ts";
import { type LockedErasure, lockErasure } from "#src/features/privacy/queries.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { endSessions } from "#src/features/sessions/queries.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { erasures as e, type StepProof } from "#src/platform/db/tables/privacy.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";
import type { SystemActor } from "#src/policy/actor.ts";

type Context = Pick<JobContext, "actor" | "signal" | "log">;

/** Carries out every erasure whose time has come, and goes on with those that ended in the middle. */
export async function eraseDue({ actor, signal, log }: Context): Promise<void> {
  for (const { id } of await readAs(actor, (tx) => tx.query(selectDue, { time: now() }))) {
    signal.throwIfAborted();
    try {
      await erasePerson({ actor, signal }, id);
    } catch (err) {
      if (signal.aborted) throw err;
      // One that fails waits for the next run, and stops no other.
      log.error({ err, erasureId: id }, "a person could not be erased");
    }
  }
}

/**
 * Erases one person: ends their sessions at once, then does to each table what `platform/personal-data` says, each in a
 * transaction that also notes the step. Killed anywhere, it goes on behind the last step that was committed; run twice, the
 * second finds the steps done.
 */
export async function erasePerson({ actor, signal }: Pick<Context, "actor" | "signal">, id: string): Promise<void> {
  const ended = await begin(actor, id);
  if (!ended) return;
  announceEnded(ended.sessionIds);
  // Before anything is gone: from now on nothing takes the erasure back.
  await noteErasures(ended.personIds, now());
  for (const step of eraseSteps) {
    signal.throwIfAborted();
    await takeStep(actor, id, step);
  }
  await finish(actor, id);
}

/**
 * The sessions that ended, and the ids under which the person is known; undefined where there is nothing to do: taken
 * back, held, or done.
 */
async function begin(
  actor: SystemActor,
  id: string,
): Promise<{ sessionIds: string[]; personIds: string[] } | undefined> {
  return withActor(actor, async (tx) => {
    const [found] = await tx.query(lockErasure, { id });
    if (!found || !isReady(found)) return undefined;
    if (found.state === "WAITING") {
      tx.send(startErasure, { id });
      audit(tx, actor, {
        action: "privacy.erase.begin",
        entityType: "erasure",
        entityId: id,
        schoolId: found.schoolId,
        detail: { userId: found.userId },
      });
    }
    // Nobody signs in as them from now on.
    tx.send(setLeft, { userId: found.userId });
    const [sessionIds, merged] = await Promise.all([
      endSessions(tx, { userId: found.userId }, "suspended", now()),
      tx.query(selectMerged, { userId: found.userId }),
    ]);
    return { sessionIds, personIds: [found.userId, ...merged.map((one) => one.id)] };
  });
}

function isReady({ state, dueAt, heldSince }: LockedErasure): boolean {
  return state === "RUNNING" || (state === "WAITING" && heldSince === null && dueAt.getTime() <= now().getTime());
}

async function takeStep(actor: SystemActor, id: string, { table, erasings }: EraseStep): Promise<void> {
  await withActor(actor, async (tx) => {
    const [found] = await tx.query(lockErasure, { id });
    if (found?.state !== "RUNNING" || found.steps.includes(table)) return;
    const made: StepProof = { deleted: 0, changed: 0 };
    for (const { does, statement } of erasings) made[does] += await tx.query(statement, { personId: found.userId });
    tx.send(noteStep, { id, table, made: JSON.stringify(made) });
  });
}

async function finish(actor: SystemActor, id: string): Promise<void> {
  await withActor(actor, async (tx) => {
    const [found] = await tx.query(lockErasure, { id });
    if (found?.state !== "RUNNING") return;
    tx.send(endErasure, { id });
    audit(tx, actor, {
      action: "privacy.erase.done",
      entityType: "erasure",
      entityId: id,
      schoolId: found.schoolId,
      detail: { userId: found.userId, proof: found.proof },
    });
  });
}

const selectDue = sqlStatement(
  "erasures_due",
  z.object({ id: z.string() }),
  (p: Params<{ time: Date }>) => sql`
    select ${e.id} from ${e}
    where ${e.state} = 'RUNNING' or (${e.state} = 'WAITING' and ${e.heldSince} is null and ${e.dueAt} <= ${p.time}::timestamptz)
    order by ${e.dueAt}, ${e.id} limit 1000`,
);

const selectMerged = sqlStatement(
  "erasure_merged",
  z.object({ id: z.string() }),
  (p: Params<{ userId: string }>) => sql`select ${users.id} from ${users} where ${users.mergedInto} = ${p.userId}`,
);

const startErasure = sqlWrite(
  "erasure_start",
  (p: Params<{ id: string }>) => sql`update ${e} set state = 'RUNNING', started_at = now() where ${e.id} = ${p.id}`,
);

const noteStep = sqlWrite(
  "erasure_step",
  (p: Params<{ id: string; table: string; made: string }>) => sql`
    update ${e} set steps = array_append(${e.steps}, ${p.table}::text),
      proof = ${e.proof} || jsonb_build_object(${p.table}::text, ${p.made}::jsonb)
    where ${e.id} = ${p.id}`,
);

const endErasure = sqlWrite(
  "erasure_end",
  (p: Params<{ id: string }>) => sql`update ${e} set state = 'DONE', finished_at = now() where ${e.id} = ${p.id}`,
);

const setLeft = sqlWrite(
  "erasure_set_left",
  (p: Params<{ userId: string }>) => sql`
    update ${users} set ${columns(users.status)} = 'LEFT', ${columns(users.statusBefore)} = null
    where ${users.id} = ${p.userId} and ${users.status} <> 'LEFT'`,
);

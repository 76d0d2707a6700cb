import { sql } from "drizzle-orm";
import { z } from "zod";
import { notify } from "#src/features/notifications/notify.ts";
import { expireAssignment } from "#src/features/progress/recount-assignment.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { expiresAt } from "#src/features/renewals/queries.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn, dayWords } from "#src/lib/day.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const batchSize = 50;

/**
 * Lets every completion expire whose validity has passed: it counts no longer, its cycle is history, and the student is
 * told, all in one transaction, so each happens once.
 */
export async function expireCompetencies(actor: SystemActor): Promise<void> {
  for (let expired = batchSize; expired === batchSize; ) {
    expired = await withActor(actor, (tx) => expireBatch(tx, actor));
    if (expired > 0) wakeRelay();
  }
}

async function expireBatch(tx: Tx, actor: SystemActor): Promise<number> {
  let expired = 0;
  for (const { assignmentId, isActive } of await tx.query(selectPassed, { at: now() })) {
    // Locked now, and perhaps renewed since it was read.
    const found = await expireAssignment(tx, assignmentId);
    if (!found) continue;
    expired += 1;
    const { schoolId, studentId, facts } = found;
    const { validUntil } = facts.renewal ?? {};
    if (!validUntil) throw new Error("what expired had a validity");
    const expiredOn = dayIn(validUntil, facts.timeZone);
    audit(tx, actor, {
      action: "competency.expire",
      entityType: "assignment",
      entityId: assignmentId,
      schoolId,
      studentId,
      detail: { from: facts.status, expiredOn },
    });
    if (!isActive) continue;
    notify(tx, {
      template: "competencyExpired",
      schoolId,
      userId: studentId,
      variables: { competency_name: facts.competencyName, expires_on: dayWords(expiredOn) },
      payload: { assignmentId, expiredOn },
    });
  }
  return expired;
}

const a = competencyAssignments;

/** In the order of the students, so that two transactions over the same ones cannot wait for each other. */
const selectPassed = sqlStatement(
  "competencies_expired",
  z.object({ assignmentId: z.string(), isActive: z.boolean() }),
  (p: Params<{ at: Date }>) => sql`
    select ${a.id} as "assignmentId", ${takesPart(users)} as "isActive"
    from ${competencies} join ${a} on ${a.competencyId} = ${competencies.id}
    join ${schools} on ${schools.id} = ${a.schoolId} join ${users} on ${users.id} = ${a.userId}
    where ${competencies.validityMonths} is not null and ${isOneOf(a.status, ...completedStatuses)}
      and ${expiresAt} < ${p.at}::timestamptz
    order by ${a.userId}, ${a.id} limit ${sql.raw(String(batchSize))}`,
);

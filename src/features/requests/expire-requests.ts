import { sql } from "drizzle-orm";
import { z } from "zod";
import { moveAssessment } from "#src/features/assessments/move-assessment.ts";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { requestChanged } from "#src/features/requests/record-step.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const batchSize = 200;

/**
 * Expires the requests whose time to answer is over, and those that can no longer be answered because the placement has
 * ended or one of the two is not active any more. Active students are told.
 */
export async function expireRequests(actor: SystemActor): Promise<void> {
  for (let expired = batchSize; expired === batchSize; ) {
    expired = await withActor(actor, (tx) => expireBatch(tx, actor));
    if (expired > 0) wakeRelay();
  }
}

async function expireBatch(tx: Tx, actor: SystemActor): Promise<number> {
  const due = await tx.query(lockDue, { at: now() });
  if (due.length === 0) return 0;
  for (const request of due) {
    moveAssessment(tx, { id: request.id, status: "REQUESTED" }, "EXPIRED", "job");
    audit(tx, actor, {
      action: "request.expire",
      entityType: "assessment",
      entityId: request.id,
      schoolId: request.schoolId,
      studentId: request.studentId,
      detail: { because: request.isLate ? "not answered" : "no placement" },
    });
  }
  emit(tx, due.map(requestChanged));
  notify(
    tx,
    ...due
      .filter(({ isStudentActive }) => isStudentActive)
      .map(
        (request): Notification => ({
          template: request.isLate ? "requestExpired" : "requestClosed",
          schoolId: request.schoolId,
          userId: request.studentId,
          variables: { evaluator_name: request.supervisorName, competency_name: request.competencyName },
          payload: { assessmentId: request.id },
        }),
      ),
  );
  return due.length;
}

const s = assessments;

/** Locked by the job, unless a person is answering or cancelling at this moment. */
const lockDue = sqlStatement(
  "requests_lock_due",
  z.object({
    id: z.string(),
    schoolId: z.string(),
    studentId: z.string(),
    competencyId: z.string(),
    competencyName: z.string(),
    supervisorName: z.string(),
    isLate: z.boolean(),
    isStudentActive: z.boolean(),
  }),
  (p: Params<{ at: Date }>) => sql`
    select ${s.id}, ${s.schoolId} as "schoolId", ${s.studentId} as "studentId", ${s.competencyId} as "competencyId",
           ${competencies.name} as "competencyName", coalesce(by.name, '') as "supervisorName",
           coalesce(${s.expiresAt} <= ${p.at}::timestamptz, false) as "isLate", st.status = 'ACTIVE' as "isStudentActive"
    from ${s} join ${competencies} on ${competencies.id} = ${s.competencyId}
    join ${users} st on st.id = ${s.studentId} left join ${users} by on by.id = ${s.assessorId}
    where ${isOneOf(s.status, "REQUESTED")} and ${s.requestedBy} is not null
      and (${s.expiresAt} <= ${p.at}::timestamptz or not app.has_business(${s.studentId}, ${s.assessorId}))
    order by ${s.id} limit ${sql.raw(String(batchSize))} for update of ${s} skip locked`,
);

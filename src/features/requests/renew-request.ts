import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { moveAssessment } from "#src/features/assessments/move-assessment.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { permissions } from "#src/features/requests/permissions.ts";
import { lockRequest, rulesRow, rulesSql, worksWithSql } from "#src/features/requests/queries.ts";
import { recordStep } from "#src/features/requests/record-step.ts";
import { answerUntil } from "#src/features/requests/rules.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn, dayWords } from "#src/lib/day.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { requestRules } from "#src/platform/db/tables/request-rules.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** The school renews an expired request, once, while student and supervisor still work together. */
export async function renewRequest(ctx: UserContext, id: string) {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const at = now();
      const [request] = await tx.query(lockRequest, { id });
      authorize(ctx.actor, permissions.manage, { schoolId: request?.schoolId ?? "" });
      if (!request) throw new AppError("not_found", "There is no such request.");
      const [facts] = await tx.query(selectRenewal, { id, at });
      if (request.status === "EXPIRED" && request.renewedAt !== null) {
        throw new AppError("conflict", "A request is renewed once, and this one was.");
      }
      // The step also asks the database, which counts the renewals.
      moveAssessment(tx, request, "REQUESTED", "school");
      if (!facts?.worksTogether) {
        throw new AppError("conflict", "The placement has ended, or one of the two is not active any more.");
      }
      const answerBy = answerUntil(at, facts, facts.timeZone);
      tx.send(updateExpiry, { id, answerBy });
      recordStep(tx, ctx, request, "request.renew");
      notify(tx, {
        template: "assessmentRequested",
        schoolId: request.schoolId,
        userId: request.assessorId,
        variables: {
          student_name: facts.studentName,
          competency_name: request.competencyName,
          answer_by: dayWords(dayIn(answerBy, facts.timeZone)),
        },
        payload: { assessmentId: id },
      });
      return { assessmentId: id, status: "requested" as const };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

const s = assessments;

const selectRenewal = sqlStatement(
  "request_renewal",
  z.object({ studentName: z.string(), timeZone: z.string(), worksTogether: z.boolean(), ...rulesRow }),
  (p: Params<{ id: string; at: Date }>) => sql`
    select ${users.name} as "studentName", ${schools.timeZone} as "timeZone", ${rulesSql},
           ${worksWithSql(s.studentId, s.assessorId, p.at)} as "worksTogether"
    from ${s} join ${users} on ${users.id} = ${s.studentId} join ${schools} on ${schools.id} = ${s.schoolId}
    left join ${requestRules} on ${requestRules.schoolId} = ${s.schoolId}
    where ${s.id} = ${p.id}`,
);

const updateExpiry = statement("request_renew_expiry", (db, p: Params<{ id: string; answerBy: Date }>) =>
  db.update(assessments).set({ expiresAt: p.answerBy }).where(eq(assessments.id, p.id)),
);

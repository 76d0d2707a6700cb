import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { moveAssessment } from "#src/features/assessments/move-assessment.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { permissions } from "#src/features/requests/permissions.ts";
import { lockRequest } from "#src/features/requests/queries.ts";
import { recordStep } from "#src/features/requests/record-step.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { type Sealed, sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { authorize } from "#src/policy/authorize.ts";

/** The supervisor declines a request, and says why; the student is told. */
export async function declineRequest(ctx: UserContext, id: string, reason: string) {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const [[request], [me]] = await Promise.all([
        tx.query(lockRequest, { id }),
        tx.query(selectName, { userId: ctx.actor.userId }),
      ]);
      authorize(ctx.actor, permissions.answer, {
        schoolId: request?.schoolId ?? "",
        authorId: request?.assessorId ?? null,
      });
      if (!request) throw new AppError("not_found", "There is no such request.");
      if (request.status === "DRAFT") {
        throw new AppError("conflict", "You have begun this assessment. Discard the draft instead.");
      }
      const place = { schoolId: request.schoolId, rowId: id };
      tx.send(updateReason, { id, reason: sealText(sealedFields.declineReason, place, reason) });
      moveAssessment(tx, request, "DECLINED", "assessor");
      recordStep(tx, ctx, request, "request.decline");
      notify(tx, {
        template: "requestDeclined",
        schoolId: request.schoolId,
        userId: request.studentId,
        variables: { evaluator_name: me?.name ?? "", competency_name: request.competencyName },
        payload: { assessmentId: id },
      });
      return { assessmentId: id, status: "declined" as const };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

const selectName = sqlStatement(
  "request_answerer",
  z.object({ name: z.string() }),
  (p: Params<{ userId: string }>) => sql`select ${users.name} from ${users} where ${users.id} = ${p.userId}`,
);

const updateReason = statement("request_decline_reason", (db, p: Params<{ id: string; reason: Sealed }>) =>
  db.update(assessments).set({ declineReason: p.reason }).where(eq(assessments.id, p.id)),
);

import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { moveAssessment } from "#src/features/assessments/move-assessment.ts";
import { permissions } from "#src/features/requests/permissions.ts";
import { lockRequest } from "#src/features/requests/queries.ts";
import { recordStep } from "#src/features/requests/record-step.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** The student cancels a request, until the supervisor has saved the first mark. */
export async function cancelRequest(ctx: UserContext, id: string) {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const [request] = await tx.query(lockRequest, { id });
      if (!request && (await tx.query(selectOpened, { id })).length > 0) {
        throw new AppError("conflict", "Your supervisor has begun this assessment, so it can no longer be cancelled.");
      }
      authorize(ctx.actor, permissions.cancel, {
        schoolId: request?.schoolId ?? "",
        studentId: request?.requestedBy ?? "",
      });
      if (!request) throw new AppError("not_found", "There is no such request.");
      moveAssessment(tx, request, "CANCELLED", "student");
      recordStep(tx, ctx, request, "request.cancel");
      return { assessmentId: id, status: "cancelled" as const };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

/** Its student may not see a draft, but that it is one. */
const selectOpened = sqlStatement(
  "request_opened",
  z.object({ id: z.string() }),
  (p: Params<{ id: string }>) => sql`select o.id from app.opened_requests() o where o.id = ${p.id}`,
);

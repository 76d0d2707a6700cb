import { AppError } from "#src/errors.ts";
import { frameworkSteps } from "#src/features/frameworks/rules.ts";
import type { FrameworkDetail } from "#src/features/frameworks/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin publishes a draft, or retires a published framework and takes that back. */
export async function setFrameworkStatus(
  ctx: UserContext,
  frameworkId: string,
  status: "PUBLISHED" | "DEPRECATED",
): Promise<{ id: string; status: "PUBLISHED" | "DEPRECATED" }> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const { rows } = await tx.query<{ status: FrameworkDetail["status"]; school_id: string }>({
        text: "select status, school_id from competency_templates where id = $1 for update",
        values: [frameworkId],
      });
      const found = rows[0];
      authorize(ctx.actor, "framework:manage", { schoolId: found?.school_id ?? "" });
      if (!found) throw new AppError("not_found", "There is no such framework.");
      assertStep(frameworkSteps, found.status, status, "admin");
      void tx.query({
        text: `update competency_templates set status = $2, published_at = coalesce(published_at, now()), updated_at = now()
               where id = $1`,
        values: [frameworkId, status],
      });
      audit(tx, ctx.actor, {
        action: status === "PUBLISHED" ? "framework.publish" : "framework.deprecate",
        entityType: "framework",
        entityId: frameworkId,
        schoolId: ctx.actor.schoolId,
        requestId: ctx.requestId,
      });
      if (status === "PUBLISHED") {
        emit(tx, [{ type: "framework.published", schoolId: ctx.actor.schoolId, data: { frameworkId } }]);
      }
      return { id: frameworkId, status };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

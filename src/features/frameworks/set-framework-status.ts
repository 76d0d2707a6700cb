import { eq } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/frameworks/events.ts";
import { moveFramework } from "#src/features/frameworks/move-framework.ts";
import { permissions } from "#src/features/frameworks/permissions.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin publishes a draft, deprecates a published framework, or publishes a deprecated one again. */
export async function setFrameworkStatus(
  ctx: UserContext,
  frameworkId: string,
  status: "PUBLISHED" | "DEPRECATED",
): Promise<{ id: string; status: "PUBLISHED" | "DEPRECATED" }> {
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const [found] = await tx.query(lockFramework, { frameworkId });
      authorize(ctx.actor, permissions.manage, { schoolId: found?.schoolId ?? "" });
      if (!found) throw new AppError("not_found", "There is no such framework.");
      moveFramework(tx, found, status, "admin");
      audit(tx, ctx.actor, {
        action: status === "PUBLISHED" ? "framework.publish" : "framework.deprecate",
        entityType: "framework",
        entityId: frameworkId,
        schoolId: ctx.actor.schoolId,
        requestId: ctx.requestId,
      });
      if (status === "PUBLISHED") {
        emit(tx, [events.published.of({ schoolId: ctx.actor.schoolId, data: { frameworkId } })]);
      }
      return { id: frameworkId, status };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

const lockFramework = statement("framework_lock", (db, p: Params<{ frameworkId: string }>) =>
  db
    .select({
      id: competencyTemplates.id,
      status: competencyTemplates.status,
      schoolId: competencyTemplates.schoolId,
    })
    .from(competencyTemplates)
    .where(eq(competencyTemplates.id, p.frameworkId))
    .for("update"),
);

import { eq, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { lockFramework } from "#src/features/frameworks/editing/lock-framework.ts";
import { events } from "#src/features/frameworks/events.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A school admin removes a framework that nobody was ever given and that no later version replaces. */
export async function deleteFramework(ctx: UserContext, id: string): Promise<{ ok: true }> {
  await withActor(ctx.actor, async (tx) => {
    const framework = await lockFramework(tx, ctx, id);
    const [uses] = await tx.query(selectUses, { id });
    const offer =
      framework.status === "PUBLISHED" ? " Retire it instead: it can then no longer be assigned to students." : "";
    if (uses && uses.deployments > 0) {
      throw new AppError(
        "conflict",
        `Students were given this framework, and their record refers to it, so it cannot be removed.${offer}`,
      );
    }
    if (uses && uses.versions > 0) {
      throw new AppError("conflict", `A later version replaces this framework, so it cannot be removed.${offer}`);
    }
    const removed = await tx.query(deleteRow, { id });
    if (removed === 0) throw new AppError("not_found", "There is no such framework.");
    audit(tx, ctx.actor, {
      action: "framework.delete",
      entityType: "framework",
      entityId: id,
      schoolId: ctx.actor.schoolId,
      requestId: ctx.requestId,
      detail: { status: framework.status },
    });
    emit(tx, [events.deleted.of({ schoolId: ctx.actor.schoolId, data: { frameworkId: id } })]);
  });
  wakeRelay();
  return { ok: true };
}

const t = competencyTemplates;

const selectUses = statement("framework_uses", (db, p: Params<{ id: string }>) =>
  db
    .select({
      deployments: sql<number>`(select count(*)::int from ${competencyDeployments}
        where ${competencyDeployments.templateId} = ${p.id})`,
      versions: sql<number>`(select count(*)::int from ${t} later where later.replaces_id = ${p.id})`,
    })
    .from(t)
    .where(eq(t.id, p.id)),
);

const deleteRow = statement("framework_delete", (db, p: Params<{ id: string }>) => db.delete(t).where(eq(t.id, p.id)));

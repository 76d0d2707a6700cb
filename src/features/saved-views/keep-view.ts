import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/saved-views/permissions.ts";
import { countViews, deleteView, insertView, lockView, updateView } from "#src/features/saved-views/queries.ts";
import type { NewViewBody, SavedView, ViewBody } from "#src/features/saved-views/schema.ts";
import { maxViews } from "#src/features/saved-views/values.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A person saves what they see of a table under a name, which they give once. */
export async function keepView(ctx: UserContext, { page, name, query }: NewViewBody): Promise<SavedView> {
  const { schoolId, userId } = ctx.actor;
  const view = { id: newId(), name: name.trim(), query };
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.keep, { schoolId });
      const [found] = await tx.query(countViews, { page });
      if ((found?.count ?? 0) >= maxViews) {
        throw new AppError("conflict", `You have ${maxViews} saved views. Delete one first.`);
      }
      tx.send(insertView, { ...view, schoolId, userId, page });
      record(tx, ctx, "saved-view.keep", view.id, page);
      return view;
    },
    ctx.bracket,
  );
}

/** Renames a view, or changes what it shows. */
export async function changeView(ctx: UserContext, id: string, { name, query }: ViewBody): Promise<SavedView> {
  const view = { id, name: name.trim(), query };
  return withActor(
    ctx.actor,
    async (tx) => {
      const page = await lockOwn(tx, ctx, id);
      tx.send(updateView, { ...view, at: now() });
      record(tx, ctx, "saved-view.change", id, page);
      return view;
    },
    ctx.bracket,
  );
}

export async function removeView(ctx: UserContext, id: string): Promise<{ ok: true }> {
  return withActor(
    ctx.actor,
    async (tx) => {
      const page = await lockOwn(tx, ctx, id);
      tx.send(deleteView, { id });
      record(tx, ctx, "saved-view.remove", id, page);
      return { ok: true };
    },
    ctx.bracket,
  );
}

async function lockOwn(tx: Tx, ctx: UserContext, id: string): Promise<string> {
  const [found] = await tx.query(lockView, { id });
  authorize(ctx.actor, permissions.change, { schoolId: found?.schoolId ?? "", authorId: found?.userId ?? null });
  if (!found) throw new AppError("not_found", "There is no such view.");
  return found.page;
}

function record(tx: Tx, ctx: UserContext, action: string, entityId: string, page: string): void {
  audit(tx, ctx.actor, {
    action,
    entityType: "saved_view",
    entityId,
    schoolId: ctx.actor.schoolId,
    requestId: ctx.requestId,
    detail: { page },
  });
}

import { eq } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/frameworks/permissions.ts";
import { type Params, type RowOf, statement } from "#src/platform/db/statement.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** Locks a framework that the caller manages, so that edits, publication and removal of it take turns. */
export async function lockFramework(tx: Tx, ctx: UserContext, id: string): Promise<RowOf<typeof lockFrameworkRow>> {
  const [found] = await tx.query(lockFrameworkRow, { id });
  authorize(ctx.actor, permissions.manage, { schoolId: found?.schoolId ?? "" });
  if (!found) throw new AppError("not_found", "There is no such framework.");
  return found;
}

const lockFrameworkRow = statement("framework_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({
      id: competencyTemplates.id,
      status: competencyTemplates.status,
      schoolId: competencyTemplates.schoolId,
      revision: competencyTemplates.revision,
      name: competencyTemplates.name,
    })
    .from(competencyTemplates)
    .where(eq(competencyTemplates.id, p.id))
    .for("update"),
);

import { eq, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import type { LimitsBody } from "#src/features/schools/console/schema.ts";
import { lockSchool, requireRevision } from "#src/features/schools/lock-school.ts";
import { permissions } from "#src/features/schools/permissions.ts";
import type { SchoolState } from "#src/features/schools/values.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { askedRevision } from "#src/platform/http/if-match.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * A super admin sets how many students and how many bytes of files a school may have. A limit below what is there removes
 * nothing: nothing more is taken in.
 */
export async function changeLimits(
  ctx: UserContext,
  id: string,
  limits: LimitsBody,
): Promise<{ id: string; status: SchoolState; revision: number }> {
  const asked = askedRevision(ctx.headers);
  return withActor(ctx.actor, async (tx) => {
    authorize(ctx.actor, permissions.operate, {});
    if (id === "default") throw new AppError("not_found", "There is no such school.");
    const found = await lockSchool(tx, id);
    requireRevision(asked, found);
    tx.send(updateLimits, { id, ...limits });
    audit(tx, ctx.actor, {
      action: "school.limits",
      entityType: "school",
      entityId: id,
      schoolId: id,
      requestId: ctx.requestId,
      detail: { ...limits },
    });
    return { id, status: found.status, revision: found.revision + 1 };
  });
}

const updateLimits = statement("school_limits", (db, p: Params<LimitsBody & { id: string }>) =>
  db
    .update(schools)
    .set({
      maxStudents: p.maxStudents,
      maxStorageBytes: p.maxStorageBytes,
      revision: sql`${schools.revision} + 1`,
    })
    .where(eq(schools.id, p.id)),
);

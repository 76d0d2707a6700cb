import { eq, sql } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { lockSchool } from "#src/features/schools/lock-school.ts";
import { permissions } from "#src/features/schools/permissions.ts";
import type { SchoolState } from "#src/features/schools/values.ts";
import { endSessionsOfSchool } from "#src/features/sessions/end-sessions.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

type Answer = { id: string; status: SchoolState; revision: number };

/**
 * A super admin suspends a school: nobody of it signs in, and whoever is signed in is signed out at once. Its records
 * stay as they are. Suspending it again ends what sessions there still are.
 */
export async function suspendSchool(ctx: UserContext, id: string, reason: string): Promise<Answer> {
  const answer = await moveSchool(ctx, id, { status: "SUSPENDED", suspendedAt: now(), suspendedReason: reason.trim() });
  // After the commit: a sign-in either sees the new state, or its session is there to be ended.
  await endSessionsOfSchool(id);
  return answer;
}

/** A super admin opens a suspended school again; its people sign in as before. */
export function reopenSchool(ctx: UserContext, id: string): Promise<Answer> {
  return moveSchool(ctx, id, { status: "OPEN", suspendedAt: null, suspendedReason: null });
}

type Change = { status: SchoolState; suspendedAt: Date | null; suspendedReason: string | null };

async function moveSchool(ctx: UserContext, id: string, change: Change): Promise<Answer> {
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.operate, {});
      if (id === "default") throw new AppError("not_found", "There is no such school.");
      const { status, revision } = await lockSchool(tx, id);
      if (status === change.status) return { id, status, revision };
      tx.send(updateState, { id, ...change });
      audit(tx, ctx.actor, {
        action: change.status === "OPEN" ? "school.reopen" : "school.suspend",
        entityType: "school",
        entityId: id,
        schoolId: id,
        requestId: ctx.requestId,
      });
      return { id, status: change.status, revision: revision + 1 };
    },
    ctx.bracket,
  );
}

const updateState = statement("school_state", (db, p: Params<Change & { id: string }>) =>
  db
    .update(schools)
    .set({
      status: p.status,
      suspendedAt: p.suspendedAt,
      suspendedReason: p.suspendedReason,
      revision: sql`${schools.revision} + 1`,
    })
    .where(eq(schools.id, p.id)),
);

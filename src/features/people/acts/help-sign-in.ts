import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { revokeSessions } from "#src/features/people/acts/act-statements.ts";
import { permissions } from "#src/features/people/permissions.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { removeFactorsOf } from "#src/features/sessions/factors/remove-factors.ts";
import { requestPasswordReset } from "#src/features/sessions/request-password-reset.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin has a link for a new password mailed to somebody who signs in. */
export async function resetPasswordOf(ctx: UserContext, id: string): Promise<{ ok: true }> {
  let email = "";
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const person = await lockManaged(tx, ctx, id);
      if (person.status !== "ACTIVE") {
        throw new AppError(
          "conflict",
          person.status === "INVITED"
            ? "This person has not joined yet. Invite them again."
            : "This person is deactivated.",
        );
      }
      email = person.email.toLowerCase();
      trace(tx, ctx, "user.reset_password", person);
      return { ok: true } as const;
    },
    ctx.bracket,
  );
  await requestPasswordReset(email, ctx.requestId);
  return answer;
}

/** A school admin signs somebody out of every device, as when one was lost. */
export async function endSessionsOf(ctx: UserContext, id: string): Promise<{ ended: number }> {
  let ended: string[] = [];
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const person = await lockManaged(tx, ctx, id);
      const revoked = await tx.query(revokeSessions, { ids: [id], reason: "signed_out_everywhere", time: now() });
      trace(tx, ctx, "user.end_sessions", person);
      ended = revoked.map((session) => session.id);
      return { ended: ended.length };
    },
    ctx.bracket,
  );
  announceEnded(ended);
  return answer;
}

/**
 * A school admin takes the second factor from somebody who lost it; the person is signed out everywhere and told by mail.
 *
 * Threat: an admin who turned bad, or whose browser was found, strips an account and takes it over by its password: they do
 * not know it, the act wants a fresh proof, and its owner hears of it at the address that the act does not change.
 */
export async function removeFactorsOfPerson(ctx: UserContext, id: string): Promise<{ ok: true }> {
  if (id === ctx.actor.userId) {
    throw new AppError(
      "conflict",
      "Your own second step is in your settings. If you lost it, ask another administrator.",
    );
  }
  let ended: string[] = [];
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const person = await lockManaged(tx, ctx, id);
      const revoked = await tx.query(revokeSessions, { ids: [id], reason: "signed_out_everywhere", time: now() });
      trace(tx, ctx, "user.remove_factors", person);
      ended = revoked.map((session) => session.id);
      return { ok: true } as const;
    },
    ctx.bracket,
  );
  announceEnded(ended);
  await removeFactorsOf(id, ctx.requestId);
  return answer;
}

type Managed = { id: string; schoolId: string; email: string; role: string; status: string };

async function lockManaged(tx: Tx, ctx: UserContext, id: string): Promise<Managed> {
  const [person] = await tx.query(lockOne, { id });
  authorize(ctx.actor, permissions.manage, { schoolId: person?.schoolId ?? "" });
  if (!person) throw new AppError("not_found", "There is no such person.");
  return person;
}

function trace(tx: Tx, ctx: UserContext, action: string, { id, schoolId, role }: Managed): void {
  audit(tx, ctx.actor, {
    action,
    entityType: "user",
    entityId: id,
    schoolId,
    ...(role === "STUDENT" ? { studentId: id } : {}),
    requestId: ctx.requestId,
  });
}

const lockOne = sqlStatement(
  "person_lock_managed",
  z.object({ id: z.string(), schoolId: z.string(), email: z.string(), role: z.string(), status: z.string() }),
  (p: Params<{ id: string }>) => sql`
    select ${users.id}, ${users.schoolId} as "schoolId", ${users.email}, ${users.role}, ${users.status} from ${users}
    where ${users.id} = ${p.id} and ${users.role} in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN') for update`,
);

import { AppError } from "#src/errors.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { endSessions, selectIsOwnSession } from "#src/features/sessions/queries.ts";
import type { EndedAnswer } from "#src/features/sessions/schema.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const reason = "ended_from_another";

/** A person ends another of their sessions. Their current one ends by signing out, not by accident. */
export async function endOwnSession(ctx: UserContext, sessionId: string): Promise<EndedAnswer> {
  const { userId, schoolId } = ctx.actor;
  if (sessionId === ctx.actor.sessionId) {
    throw new AppError("conflict", "This is the device that you are using. Sign out to end it.");
  }
  const ended = await withActor(ctx.actor, async (tx) => {
    const [own] = await tx.query(selectIsOwnSession, { userId, sessionId });
    if (!own) throw new AppError("not_found", "There is no such sign-in.");
    audit(tx, ctx.actor, {
      action: "session.end",
      entityType: "session",
      entityId: sessionId,
      schoolId,
      requestId: ctx.requestId,
      detail: { reason },
    });
    return endSessions(tx, { sessionId }, reason, now());
  });
  announceEnded([sessionId]);
  return { ended: ended.length };
}

/** A person signs out everywhere but here. */
export async function endOtherSessions(ctx: UserContext): Promise<EndedAnswer> {
  const { userId, schoolId, sessionId } = ctx.actor;
  const ended = await withActor(ctx.actor, (tx) => {
    audit(tx, ctx.actor, {
      action: "session.end",
      entityType: "user",
      entityId: userId,
      schoolId,
      requestId: ctx.requestId,
      detail: { reason },
    });
    return endSessions(tx, { userId, except: sessionId }, reason, now());
  });
  announceEnded(ended);
  return { ended: ended.length };
}

import { AppError } from "#src/errors.ts";
import { lockAct, putBack, revokeSessions, setUndone } from "#src/features/people/acts/act-statements.ts";
import { auditPeople } from "#src/features/people/audit-people.ts";
import { permissions } from "#src/features/people/permissions.ts";
import type { UndoAnswer } from "#src/features/people/schema.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { now } from "#src/lib/clock.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

const undoHours = 24;

/**
 * A school admin takes back an act on people, within a day: whoever was changed again since stays as they are. Sessions
 * that ended and invitations that were void stay so.
 */
export async function undoAct(ctx: UserContext, id: string): Promise<UndoAnswer> {
  let ended: string[] = [];
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      const [act] = await tx.query(lockAct, { id });
      authorize(ctx.actor, permissions.manage, { schoolId: act?.schoolId ?? "" });
      if (!act) throw new AppError("not_found", "There is no such act.");
      const time = now();
      if (act.undoneAt) throw new AppError("conflict", "This was undone already.");
      if (time.getTime() - act.createdAt.getTime() > undoHours * 3_600_000) {
        throw new AppError("conflict", "This can no longer be undone. Change the people themselves.");
      }
      tx.send(setUndone, { id, time });
      const people = await tx.query(putBack, { id, time });
      const ids = people.map((person) => person.id);
      auditPeople(tx, ctx.actor, {
        action: "user.undo",
        userIds: ids,
        requestId: ctx.requestId,
        detail: { act: act.act },
      });
      const gone = people
        .filter(({ status }) => status === "SUSPENDED" || status === "LEFT")
        .map((person) => person.id);
      const revoked = gone.length === 0 ? [] : await tx.query(revokeSessions, { ids: gone, reason: "suspended", time });
      ended = revoked.map((session) => session.id);
      return { undone: ids.length, notUndone: act.people - ids.length };
    },
    ctx.bracket,
  );
  announceEnded(ended);
  return answer;
}

import { AppError } from "#src/errors.ts";
import {
  insertAct,
  lockActiveAdmins,
  lockFiltered,
  lockNamed,
  revokeSessions,
  selectCohort,
  setDeactivated,
  setMoved,
  setReturned,
} from "#src/features/people/acts/act-statements.ts";
import { auditPeople } from "#src/features/people/audit-people.ts";
import { filterOf } from "#src/features/people/directory.ts";
import { insertInvitations } from "#src/features/people/invitations.ts";
import { permissions } from "#src/features/people/permissions.ts";
import { judgeAct, type PersonState } from "#src/features/people/rules.ts";
import type { BulkAnswer, BulkBody } from "#src/features/people/schema.ts";
import type { Misfit } from "#src/features/people/values.ts";
import { announceEnded } from "#src/features/sessions/end-sessions.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * A school admin acts on people of their school: those whom it fits are changed, and the answer counts the others by
 * reason. Sessions of deactivated people end with the commit.
 */
export async function actOnPeople(ctx: UserContext, body: BulkBody): Promise<BulkAnswer> {
  const { schoolId, userId } = ctx.actor;
  let ended: string[] = [];
  const answer = await withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.manage, { schoolId });
      // Two admins who deactivate each other at once: the second waits here, and finds the first gone.
      const admins = await tx.query(lockActiveAdmins, { schoolId });
      if (!admins.some(({ id }) => id === userId)) throw new AppError("forbidden", "Your role may not do this.");
      const people = await lockPeople(tx, schoolId, body.who);
      const { fit, misfits } = judgeAct(people, body, { actorId: userId, activeAdmins: admins.map(({ id }) => id) });
      const missing = "ids" in body.who ? new Set(body.who.ids).size - people.length : 0;
      if (missing > 0) misfits.set("gone", missing);
      const done = fit.length === 0 ? undone : await apply(tx, ctx, body, fit);
      ended = done.ended;
      return { done: fit.length, misfits: listed(misfits), undoId: done.undoId };
    },
    ctx.bracket,
  );
  announceEnded(ended);
  return answer;
}

const undone = { undoId: null, ended: [] };

function lockPeople(tx: Tx, schoolId: string, who: BulkBody["who"]): Promise<PersonState[]> {
  return "ids" in who
    ? tx.query(lockNamed, { schoolId, ids: [...new Set(who.ids)] })
    : tx.query(lockFiltered, filterOf(schoolId, who.filter));
}

async function apply(
  tx: Tx,
  ctx: UserContext,
  body: BulkBody,
  fit: readonly PersonState[],
): Promise<{ undoId: string | null; ended: string[] }> {
  const { schoolId, userId } = ctx.actor;
  const ids = fit.map(({ id }) => id);
  const time = now();
  const trace = (action: string, detail?: Record<string, unknown>) =>
    auditPeople(tx, ctx.actor, { action, userIds: ids, requestId: ctx.requestId, ...(detail ? { detail } : {}) });
  const keep = (act: "deactivate" | "reactivate" | "move") => {
    const undoId = newId();
    tx.send(insertAct, { id: undoId, schoolId, actedBy: userId, act, before: JSON.stringify(fit) });
    return undoId;
  };
  switch (body.act) {
    case "deactivate": {
      const reason = body.reason?.trim();
      const reasons =
        reason === undefined
          ? []
          : ids.map((rowId) => sealText(sealedFields.statusReason, { schoolId, rowId }, reason));
      tx.send(setDeactivated, { ids, status: body.status, reasons, time });
      trace("user.deactivate", { status: body.status });
      const ended = await tx.query(revokeSessions, { ids, reason: "suspended", time });
      return { undoId: keep("deactivate"), ended: ended.map(({ id }) => id) };
    }
    case "reactivate":
      tx.send(setReturned, { ids, time });
      trace("user.reactivate");
      return { undoId: keep("reactivate"), ended: [] };
    case "move": {
      const [cohort] = await tx.query(selectCohort, { schoolId, id: body.cohortId });
      if (!cohort) {
        throw new AppError("invalid", "There is no such cohort.", {
          errors: [{ path: "cohortId", message: "is no cohort of the school" }],
        });
      }
      tx.send(setMoved, { ids, cohortId: body.cohortId, programId: cohort.programId, time });
      trace("user.move", { cohortId: body.cohortId });
      return { undoId: keep("move"), ended: [] };
    }
    case "invite":
      insertInvitations(tx, schoolId, ids);
      trace("user.invite_again");
      return undone;
  }
}

function listed(misfits: ReadonlyMap<Misfit, number>): BulkAnswer["misfits"] {
  return [...misfits].map(([reason, count]) => ({ reason, count }));
}

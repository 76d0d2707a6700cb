import { AppError } from "#src/errors.ts";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { permissions } from "#src/features/privacy/permissions.ts";
import {
  cancelErasureRow,
  type ErasureRow,
  insertErasure,
  lockErasure,
  selectErasure,
  selectErasuresOf,
  selectPerson,
} from "#src/features/privacy/queries.ts";
import { dueAtOf, erasureFault, erasureSteps } from "#src/features/privacy/rules.ts";
import type { ErasureAnswer } from "#src/features/privacy/schema.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn, dayWords } from "#src/lib/day.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { authorize } from "#src/policy/authorize.ts";
import type { Permission } from "#src/policy/permission.ts";

/** A person asks to be erased. */
export function requestErasure(ctx: UserContext): Promise<ErasureAnswer> {
  return request(ctx, ctx.actor.userId, permissions.erase);
}

/** A school admin asks that a person of their school be erased. */
export function requestErasureFor(ctx: UserContext, userId: string): Promise<ErasureAnswer> {
  return request(ctx, userId, permissions.eraseFor);
}

/**
 * It is carried out when the school's days of grace are over; the
 * person is told, so that a request that they did not make can be taken back.
 */
async function request(ctx: UserContext, userId: string, permission: Permission): Promise<ErasureAnswer> {
  const { actor, requestId } = ctx;
  return withActor(
    actor,
    async (tx) => {
      const [person] = await tx.query(selectPerson, { userId });
      authorize(actor, permission, { schoolId: person?.schoolId ?? "" });
      if (!person) throw new AppError("not_found", "There is no such person.");
      const before = await tx.query(selectErasuresOf, { userId });
      const fault = erasureFault({
        role: person.role,
        hasOtherAdmin: person.hasOtherAdmin,
        isLive: before.some(({ state }) => state === "WAITING" || state === "RUNNING"),
        isErased: before.some(({ state }) => state === "DONE"),
      });
      if (fault) throw new AppError("conflict", fault);
      const id = newId();
      const dueAt = dueAtOf(now(), person.graceDays);
      tx.send(insertErasure, { id, schoolId: actor.schoolId, userId, requestedBy: actor.userId, dueAt });
      audit(tx, actor, {
        action: "privacy.erase.request",
        entityType: "erasure",
        entityId: id,
        schoolId: actor.schoolId,
        ...(person.role === "STUDENT" ? { studentId: userId } : {}),
        requestId,
        detail: { userId, graceDays: person.graceDays },
      });
      const template = toldAs[person.role];
      if (template) {
        const told: Notification = {
          template,
          schoolId: person.schoolId,
          userId,
          variables: { person_name: person.name, due_day: dayWords(dayIn(dueAt, person.timeZone)) },
          payload: { erasureId: id },
          priority: "URGENT",
        };
        notify(tx, told);
      }
      return getErasure(tx, id);
    },
    ctx.bracket,
  );
}

/** The person, or a school admin, takes a request back while it waits. */
export async function cancelErasure(ctx: UserContext, id: string): Promise<ErasureAnswer> {
  const { actor, requestId } = ctx;
  return withActor(
    actor,
    async (tx) => {
      const [found] = await tx.query(lockErasure, { id });
      // Found by its person and by the school's admins alone.
      if (!found) throw new AppError("not_found", "There is no such request.");
      assertStep(erasureSteps, found.state, "CANCELLED", "asker");
      tx.send(cancelErasureRow, { id, endedBy: actor.userId });
      audit(tx, actor, {
        action: "privacy.erase.cancel",
        entityType: "erasure",
        entityId: id,
        schoolId: found.schoolId,
        requestId,
        detail: { userId: found.userId },
      });
      return getErasure(tx, id);
    },
    ctx.bracket,
  );
}

const toldAs: Readonly<
  Record<string, "erasureRequestedForStudent" | "erasureRequestedForSupervisor" | "erasureRequestedForAdmin">
> = {
  STUDENT: "erasureRequestedForStudent",
  CLINICAL_SUPERVISOR: "erasureRequestedForSupervisor",
  SCHOOL_ADMIN: "erasureRequestedForAdmin",
};

async function getErasure(tx: Tx, id: string): Promise<ErasureAnswer> {
  const [row] = await tx.query(selectErasure, { id });
  if (!row) throw new Error("the erasure was just written");
  return erasureAnswerOf(row);
}

export function erasureAnswerOf({ requestedAt, dueAt, finishedAt, ...row }: ErasureRow): ErasureAnswer {
  return {
    ...row,
    requestedAt: requestedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

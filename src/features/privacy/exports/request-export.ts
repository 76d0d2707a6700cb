import { AppError } from "#src/errors.ts";
import { events } from "#src/features/privacy/events.ts";
import { permissions } from "#src/features/privacy/permissions.ts";
import {
  type ExportRow,
  insertExport,
  lockExport,
  moveExport,
  selectExport,
  selectLiveExport,
  selectPerson,
} from "#src/features/privacy/queries.ts";
import { exportSteps } from "#src/features/privacy/rules.ts";
import type { ExportAnswer } from "#src/features/privacy/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { UserActor } from "#src/policy/actor.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { authorize } from "#src/policy/authorize.ts";
import type { Permission } from "#src/policy/permission.ts";

/** A person has what is known about them made into an archive; the same twice is one. */
export function requestExport(ctx: UserContext): Promise<ExportAnswer> {
  return request(ctx, ctx.actor.userId, permissions.export);
}

/** A school admin does so for a person of their school. */
export function requestExportFor(ctx: UserContext, userId: string): Promise<ExportAnswer> {
  return request(ctx, userId, permissions.exportFor);
}

async function request(ctx: UserContext, userId: string, permission: Permission): Promise<ExportAnswer> {
  const { actor, requestId } = ctx;
  const answer = await withActor(
    actor,
    async (tx) => {
      const [person] = await tx.query(selectPerson, { userId });
      authorize(actor, permission, { schoolId: person?.schoolId ?? "" });
      const { schoolId } = actor;
      const id = newId();
      const [inserted] = await tx.query(insertExport, { id, schoolId, userId, requestedBy: actor.userId });
      if (!inserted) {
        const [live] = await tx.query(selectLiveExport, { userId, requestedBy: actor.userId });
        if (live) return exportAnswerOf(actor, live);
        throw new AppError("unavailable", "The same was just made. Try again.", { retryAfterSeconds: 1 });
      }
      audit(tx, actor, {
        action: "privacy.export",
        entityType: "person_export",
        entityId: id,
        schoolId,
        ...(person?.role === "STUDENT" ? { studentId: userId } : {}),
        requestId,
        detail: { userId },
      });
      emit(tx, [events.exportRequested.of({ schoolId, data: { exportId: id } })]);
      const [row] = await tx.query(selectExport, { id });
      if (!row) throw new Error("the export was inserted");
      return exportAnswerOf(actor, row);
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

/** Stops the making of an archive; the job finds out by the row, and keeps nothing. */
export function cancelExport(ctx: UserContext, id: string): Promise<ExportAnswer> {
  const { actor, requestId } = ctx;
  return withActor(
    actor,
    async (tx) => {
      const [found] = await tx.query(lockExport, { id });
      // Found by its person and by the school's admins alone.
      if (!found) throw new AppError("not_found", "There is no such export.");
      assertStep(exportSteps, found.state, "CANCELLED", "asker");
      tx.send(moveExport, { id, state: "CANCELLED", progress: 0, error: null });
      audit(tx, actor, {
        action: "privacy.export.cancel",
        entityType: "person_export",
        entityId: id,
        schoolId: found.schoolId,
        requestId,
      });
      const [row] = await tx.query(selectExport, { id });
      if (!row) throw new Error("the export was locked");
      return exportAnswerOf(actor, row);
    },
    ctx.bracket,
  );
}

export function exportAnswerOf(
  actor: UserActor,
  { requestedBy, requestedAt, expiresAt, ...row }: ExportRow,
): ExportAnswer {
  return {
    ...row,
    requestedAt: requestedAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
    isTakable: expiresAt !== null && [row.userId, requestedBy].includes(actor.userId),
  };
}

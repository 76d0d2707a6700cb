import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/predictions/permissions.ts";
import { isAtRiskSql, joinPrediction, openSeenTo, type SeenTo, seenToSql } from "#src/features/predictions/queries.ts";
import type { AcknowledgeBody, AcknowledgementAnswer } from "#src/features/predictions/schema.ts";
import { now } from "#src/lib/clock.ts";
import { addDays, dayIn } from "#src/lib/day.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { acknowledgedFlags as k, studentPredictions as t } from "#src/platform/db/tables/predictions.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealedFields, sealField } from "#src/platform/sealed/field.ts";
import { authorize } from "#src/policy/authorize.ts";

/** Staff have seen to a student's flag: it needs nobody's attention for some days, or until a reason is added. */
export async function acknowledgeFlag(
  ctx: UserContext,
  studentId: string,
  { note, days }: AcknowledgeBody,
): Promise<AcknowledgementAnswer> {
  const { actor, requestId } = ctx;
  return withActor(
    actor,
    async (tx) => {
      const { schoolId, timeZone, isFlagged, reasons } = await getFlag(tx, ctx, studentId);
      if (!isFlagged) throw new AppError("conflict", "The student is not at risk any more.");
      const untilOn = days === null ? null : addDays(dayIn(now(), timeZone), days);
      const place = { schoolId, rowId: studentId };
      const sealed = note === undefined ? null : sealField(sealedFields.flagNote, place, note);
      const row = { studentId, schoolId, by: actor.userId, at: now(), note: sealed, untilOn, reasons };
      tx.send(deleteAcknowledged, { studentId });
      tx.send(insertAcknowledged, row);
      const detail = { untilOn };
      audit(tx, actor, { action: "flag.acknowledge", ...about(studentId, schoolId), requestId, detail });
      return findAcknowledged(tx, studentId);
    },
    ctx.bracket,
  );
}

/** Takes back that a flag was seen to; nothing happens where it was not. */
export async function reopenFlag(ctx: UserContext, studentId: string): Promise<AcknowledgementAnswer> {
  const { actor, requestId } = ctx;
  return withActor(
    actor,
    async (tx) => {
      const { schoolId } = await getFlag(tx, ctx, studentId);
      const removed = await tx.query(deleteAcknowledged, { studentId });
      if (removed > 0) audit(tx, actor, { action: "flag.reopen", ...about(studentId, schoolId), requestId });
      return { seenTo: null };
    },
    ctx.bracket,
  );
}

function about(studentId: string, schoolId: string) {
  return { entityType: "user", entityId: studentId, studentId, schoolId };
}

async function getFlag(tx: Tx, { actor }: UserContext, studentId: string) {
  const [found] = await tx.query(selectFlag, { studentId });
  authorize(actor, permissions.acknowledge, found ?? {});
  if (!found) throw new AppError("not_found", "There is no such student.");
  return found;
}

async function findAcknowledged(tx: Tx, studentId: string): Promise<AcknowledgementAnswer> {
  const [row] = await tx.query(selectAcknowledged, { studentId });
  return { seenTo: row ? openSeenTo(row.seenTo) : null };
}

const selectFlag = sqlStatement(
  "flag_get",
  z.object({
    schoolId: z.string(),
    timeZone: z.string(),
    isSupervisor: z.boolean(),
    isFlagged: z.boolean(),
    reasons: z.array(z.string()),
  }),
  (p: Params<{ studentId: string }>) => sql`
    select ${users.schoolId} as "schoolId", ${schools.timeZone} as "timeZone", app.supervises(${users.id}) as "isSupervisor",
           coalesce(${isAtRiskSql}, false) as "isFlagged",
           array(select reason ->> 'kind' from jsonb_array_elements(coalesce(${t.reasons}, '[]')) reason) as reasons
    from ${users} join ${schools} on ${schools.id} = ${users.schoolId}
    left join ${studentProgress} on ${studentProgress.studentId} = ${users.id} ${joinPrediction}
    where ${users.id} = ${p.studentId} and ${isOneOf(users.role, "STUDENT")}`,
);

const selectAcknowledged = sqlStatement(
  "flag_acknowledged",
  z.object({ seenTo: z.custom<SeenTo>() }),
  (p: Params<{ studentId: string }>) => sql`
    select ${seenToSql} as "seenTo" from ${k} where ${k.studentId} = ${p.studentId}`,
);

const deleteAcknowledged = statement("flag_reopen", (db, p: Params<{ studentId: string }>) =>
  db.delete(k).where(eq(k.studentId, p.studentId)),
);

type AcknowledgedRow = Omit<typeof k.$inferInsert, "acknowledgedBy" | "acknowledgedAt"> & { by: string; at: Date };

/** Of two at the same moment the first stands. */
const insertAcknowledged = statement("flag_acknowledge", (db, p: Params<AcknowledgedRow>) =>
  db
    .insert(k)
    .values({
      studentId: p.studentId,
      schoolId: p.schoolId,
      acknowledgedBy: p.by,
      acknowledgedAt: p.at,
      note: p.note,
      untilOn: p.untilOn,
      reasons: p.reasons,
    })
    .onConflictDoNothing(),
);

import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { type Changed, changedColumns, sendTimeRecord } from "#src/features/time-records/move-time-record.ts";
import {
  faultOfAdjustment,
  faultOfEntry,
  lengthMinutes,
  spanOf,
  timeRecordSteps,
} from "#src/features/time-records/rules.ts";
import type {
  AdjustBody,
  ChangeBody,
  sendBody,
  TimeRecordAnswer,
  TimeRecordBody,
} from "#src/features/time-records/schema.ts";
import { openActivity, sealHours } from "#src/features/time-records/sealed-words.ts";
import { loadHours, lockOwnRecord, refuse } from "#src/features/time-records/student-hours.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { timeRecords } from "#src/platform/db/tables/time-records.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { Sealed } from "#src/platform/sealed/field.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/** A student records hours of a placement, and sends them for approval or keeps them as a draft. */
export async function recordHours(ctx: UserContext, body: TimeRecordBody): Promise<TimeRecordAnswer> {
  const { actor } = ctx;
  return withActor(
    actor,
    async (tx) => {
      const entry = await checkedEntry(tx, ctx, body, null);
      assertStep(timeRecordSteps, "NEW", "DRAFT", "student");
      const id = newId();
      const { schoolId, userId: studentId } = actor;
      tx.send(insertRecord, { ...sealHours({ id, schoolId }, entry), id, schoolId, studentId, adjustsId: null });
      if (body.send) sendTimeRecord(tx, { id, schoolId, status: "DRAFT" }, null);
      const status = body.send ? "PENDING" : "DRAFT";
      auditHours(tx, ctx, "time-record.record", id, { status, minutes: entry.minutes });
      return { id, status, minutes: entry.minutes };
    },
    ctx.bracket,
  );
}

/** The student changes hours that were not sent yet, were asked about or not approved. */
export async function changeHours(ctx: UserContext, id: string, body: ChangeBody): Promise<TimeRecordAnswer> {
  return withActor(ctx.actor, async (tx) => {
    const { status, adjustsId, schoolId } = await lockOwnRecord(tx, ctx, id);
    if (status === "APPROVED") throw new AppError("conflict", "These hours are approved. Add an adjustment instead.");
    if (status === "PENDING")
      throw new AppError("conflict", "These hours wait for approval and cannot be changed now.");
    if (adjustsId !== null) throw new AppError("conflict", "An adjustment is not changed. Add another one.");
    if (status !== "DRAFT" && !body.send) {
      throw new AppError("conflict", "These hours were sent before. Send them again to keep the change.");
    }
    const { at: _, ...written } = await checkedEntry(tx, ctx, body, id);
    const { minutes } = written;
    const entry = sealHours({ id, schoolId }, written);
    if (body.send) sendTimeRecord(tx, { id, schoolId, status }, body.answer ?? null, entry);
    else tx.send(updateRecord, { ...entry, id });
    auditHours(tx, ctx, body.send ? "time-record.send" : "time-record.change", id, { from: status, minutes });
    return { id, status: body.send ? "PENDING" : status, minutes };
  });
}

/** The student sends hours for approval, for the first time or again, with an answer where the supervisor asked. */
export async function sendHours(
  ctx: UserContext,
  id: string,
  { answer }: z.output<typeof sendBody>,
): Promise<TimeRecordAnswer> {
  return withActor(
    ctx.actor,
    async (tx) => {
      const { status, schoolId, minutes } = await lockOwnRecord(tx, ctx, id);
      sendTimeRecord(tx, { id, schoolId, status }, answer ?? null);
      auditHours(tx, ctx, "time-record.send", id, { from: status });
      return { id, status: "PENDING" as const, minutes };
    },
    ctx.bracket,
  );
}

/** The student throws a draft away. What was sent stays. */
export async function discardHours(ctx: UserContext, id: string): Promise<{ ok: true }> {
  return withActor(ctx.actor, async (tx) => {
    const { status } = await lockOwnRecord(tx, ctx, id);
    if (status !== "DRAFT") throw new AppError("conflict", "Only hours that were never sent can be removed.");
    tx.send(deleteRecord, { id });
    auditHours(tx, ctx, "time-record.discard", id, {});
    return { ok: true };
  });
}

/** Approved hours are never changed: the student adds or takes away minutes with a reason, which is approved like hours. */
export async function adjustHours(ctx: UserContext, id: string, body: AdjustBody): Promise<TimeRecordAnswer> {
  const { actor } = ctx;
  return withActor(
    actor,
    async (tx) => {
      const record = await lockOwnRecord(tx, ctx, id);
      if (record.status !== "APPROVED" || record.adjustsId !== null) {
        throw new AppError("conflict", "Only approved hours are adjusted. Change these instead.");
      }
      const { placementId, startedAt } = record;
      const day = startedAt.toISOString().slice(0, 10);
      const { recorded, placement } = await loadHours(tx, ctx, { placementId, day, beside: null });
      const [adjusted] = await tx.query(selectAdjusted, { id });
      refuse(
        faultOfAdjustment(
          body.minutes,
          { ...record, isAdjustment: false },
          { timeZone: placement.timeZone, adjustedBy: adjusted?.minutes ?? 0, recorded },
        ),
      );
      const made = newId();
      const { schoolId } = record;
      const words = { activity: openActivity(record, record.activity), note: body.reason, place: null };
      const { activity, note } = sealHours({ id: made, schoolId }, words);
      tx.send(insertAdjustment, { id: made, adjustsId: id, minutes: body.minutes, activity, note, at: now() });
      sendTimeRecord(tx, { id: made, schoolId, status: "DRAFT" }, null);
      auditHours(tx, ctx, "time-record.adjust", made, {
        adjusts: id,
        minutes: body.minutes,
        day: dayIn(startedAt, placement.timeZone),
      });
      return { id: made, status: "PENDING" as const, minutes: body.minutes };
    },
    ctx.bracket,
  );
}

async function checkedEntry(tx: Tx, ctx: UserContext, body: ChangeBody, beside: string | null) {
  const { placementId, breakMinutes, activity, note, place } = body;
  const { placement, recorded, timerStartedAt } = await loadHours(tx, ctx, { placementId, day: body.day, beside });
  const span = spanOf(body, placement.timeZone);
  if ("path" in span) throw new AppError("invalid", "Some values are not valid.", { errors: [span] });
  const at = now();
  const { timeZone, rotationId } = placement;
  refuse(faultOfEntry({ ...span, breakMinutes }, { now: at, timeZone, placement, recorded, timerStartedAt }));
  const minutes = lengthMinutes(span) - breakMinutes;
  return { ...span, placementId, rotationId, breakMinutes, minutes, activity, note, place, at };
}

export function auditHours(
  tx: Tx,
  ctx: UserContext,
  action: string,
  entityId: string,
  detail: Record<string, string | number>,
): void {
  audit(tx, ctx.actor, {
    action,
    entityType: "time_record",
    entityId,
    schoolId: ctx.actor.schoolId,
    studentId: ctx.actor.userId,
    requestId: ctx.requestId,
    detail,
  });
}

type Entry = Changed & { id: string; at: Date };

export const insertRecord = statement(
  "time_record_insert",
  (db, p: Params<Entry & { schoolId: string; studentId: string; adjustsId: string | null }>) =>
    db.insert(timeRecords).values({
      id: p.id,
      schoolId: p.schoolId,
      studentId: p.studentId,
      ...changedColumns(p),
      adjustsId: p.adjustsId,
      createdAt: p.at,
      status: "DRAFT",
    }),
);

type NewAdjustment = {
  id: string;
  adjustsId: string;
  minutes: number;
  activity: Sealed;
  note: Sealed | null;
  at: Date;
};

/** Of the same time as what it adjusts. */
const insertAdjustment = sqlWrite("time_record_adjustment", (p: Params<NewAdjustment>) => {
  const t = timeRecords;
  const copied = columns(t.schoolId, t.studentId, t.placementId, t.rotationId, t.startedAt, t.endedAt);
  return sql`
      insert into ${t} (${copied}, ${columns(t.id, t.minutes, t.activity, t.note, t.adjustsId, t.createdAt, t.status)})
      select ${copied}, ${p.id}, ${p.minutes}::int, ${p.activity}, ${p.note}, id, ${p.at}::timestamptz, 'DRAFT'
      from ${t} where id = ${p.adjustsId}`;
});

const updateRecord = statement("time_record_update", (db, p: Params<Changed & { id: string }>) =>
  db.update(timeRecords).set(changedColumns(p)).where(eq(timeRecords.id, p.id)),
);

const deleteRecord = statement("time_record_delete", (db, p: Params<{ id: string }>) =>
  db.delete(timeRecords).where(eq(timeRecords.id, p.id)),
);

const selectAdjusted = statement("time_record_adjusted", (db, p: Params<{ id: string }>) =>
  db
    .select({ minutes: sql<number>`coalesce(sum(${timeRecords.minutes}), 0)::int` })
    .from(timeRecords)
    .where(and(eq(timeRecords.adjustsId, p.id), sql`${timeRecords.status} <> 'NOT_APPROVED'`)),
);

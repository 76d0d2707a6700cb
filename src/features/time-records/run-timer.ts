import { eq } from "drizzle-orm";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/time-records/permissions.ts";
import { secondsBetween, selectTimer, timerOf } from "#src/features/time-records/queries.ts";
import { auditHours, insertRecord } from "#src/features/time-records/record-hours.ts";
import { entryOfTimer, faultOfEntry, lengthMinutes, timeRecordSteps } from "#src/features/time-records/rules.ts";
import type { TimeRecordAnswer, TimerAnswer } from "#src/features/time-records/schema.ts";
import { sealHours } from "#src/features/time-records/sealed-words.ts";
import { loadHours, lockHours, refuse } from "#src/features/time-records/student-hours.ts";
import { timerActivity } from "#src/features/time-records/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { newId } from "#src/lib/ids.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { timeRecordTimers } from "#src/platform/db/tables/time-records.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A student starts the timer for a placement of today. It is kept by the server: a phone that dies loses nothing. */
export async function startTimer(ctx: UserContext, placementId: string): Promise<TimerAnswer> {
  const { userId: studentId, schoolId } = ctx.actor;
  return withActor(
    ctx.actor,
    async (tx) => {
      const at = now();
      const day = at.toISOString().slice(0, 10);
      const { placement, recorded, timerStartedAt } = await loadHours(tx, ctx, { placementId, day, beside: null });
      if (timerStartedAt) throw new AppError("conflict", "Your timer is running already.");
      const today = dayIn(at, placement.timeZone);
      if (placement.endedAt !== null || today < placement.startsOn || today > placement.endsOn) {
        throw new AppError("conflict", "You are not in this placement today.");
      }
      if (recorded.some(({ isAdjustment, endedAt }) => !isAdjustment && endedAt > at)) {
        throw new AppError("conflict", "You have recorded hours until later than now.");
      }
      tx.send(insertTimer, { studentId, schoolId, placementId, rotationId: placement.rotationId, at });
      return answerOf(tx, studentId, at);
    },
    ctx.bracket,
  );
}

/** The student begins a break, or ends the one that they are on. */
export async function toggleBreak(ctx: UserContext): Promise<TimerAnswer> {
  const studentId = ctx.actor.userId;
  return withActor(
    ctx.actor,
    async (tx) => {
      const timer = await lockTimer(tx, ctx);
      const at = now();
      const { breakStartedAt, breakSeconds } = timer;
      tx.send(updateBreak, {
        studentId,
        breakStartedAt: breakStartedAt ? null : at,
        breakSeconds: breakSeconds + (breakStartedAt ? secondsBetween(breakStartedAt, at) : 0),
      });
      return answerOf(tx, studentId, at);
    },
    ctx.bracket,
  );
}

/** The student stops the timer, which becomes a draft: they check it before it is sent. */
export async function stopTimer(ctx: UserContext): Promise<TimeRecordAnswer> {
  const { userId: studentId, schoolId } = ctx.actor;
  return withActor(
    ctx.actor,
    async (tx) => {
      const timer = await lockTimer(tx, ctx);
      const at = now();
      const { placementId, breakStartedAt } = timer;
      const breakSeconds = timer.breakSeconds + (breakStartedAt ? secondsBetween(breakStartedAt, at) : 0);
      const entry = entryOfTimer({ startedAt: timer.startedAt, breakSeconds }, at);
      const day = entry.startedAt.toISOString().slice(0, 10);
      const { placement, recorded } = await loadHours(tx, ctx, { placementId, day, beside: null });
      const { timeZone, rotationId } = placement;
      // A minute that has only begun counts as one.
      const latest = new Date(Math.max(at.getTime(), entry.endedAt.getTime()));
      refuse(faultOfEntry(entry, { now: latest, timeZone, placement, recorded, timerStartedAt: null }));
      assertStep(timeRecordSteps, "NEW", "DRAFT", "student");
      const id = newId();
      const minutes = lengthMinutes(entry) - entry.breakMinutes;
      tx.send(deleteTimer, { studentId });
      tx.send(insertRecord, {
        ...entry,
        id,
        schoolId,
        studentId,
        placementId,
        rotationId,
        minutes,
        ...sealHours({ id, schoolId }, { activity: timerActivity, note: null, place: null }),
        adjustsId: null,
        at,
      });
      auditHours(tx, ctx, "time-record.record", id, { status: "DRAFT", minutes });
      return { id, status: "DRAFT" as const, minutes };
    },
    ctx.bracket,
  );
}

/** The student throws the running timer away. Without one there is nothing to do. */
export async function discardTimer(ctx: UserContext): Promise<TimerAnswer> {
  return withActor(ctx.actor, (tx) => {
    authorize(ctx.actor, permissions.runTimer, {});
    tx.send(deleteTimer, { studentId: ctx.actor.userId });
    return { timer: null };
  });
}

async function lockTimer(tx: Tx, ctx: UserContext) {
  const studentId = ctx.actor.userId;
  authorize(ctx.actor, permissions.runTimer, {});
  const [, [timer]] = await Promise.all([tx.query(lockHours, { studentId }), tx.query(selectTimer, { studentId })]);
  if (!timer) throw new AppError("conflict", "No timer is running.");
  return timer;
}

async function answerOf(tx: Tx, studentId: string, at: Date): Promise<TimerAnswer> {
  const [timer] = await tx.query(selectTimer, { studentId });
  return { timer: timer ? timerOf(timer, at) : null };
}

const insertTimer = statement(
  "timer_insert",
  (db, p: Params<{ studentId: string; schoolId: string; placementId: string; rotationId: string; at: Date }>) =>
    db.insert(timeRecordTimers).values({
      studentId: p.studentId,
      schoolId: p.schoolId,
      placementId: p.placementId,
      rotationId: p.rotationId,
      startedAt: p.at,
    }),
);

const updateBreak = statement(
  "timer_break",
  (db, p: Params<{ studentId: string; breakStartedAt: Date | null; breakSeconds: number }>) =>
    db
      .update(timeRecordTimers)
      .set({ breakStartedAt: p.breakStartedAt, breakSeconds: p.breakSeconds })
      .where(eq(timeRecordTimers.studentId, p.studentId)),
);

const deleteTimer = statement("timer_delete", (db, p: Params<{ studentId: string }>) =>
  db.delete(timeRecordTimers).where(eq(timeRecordTimers.studentId, p.studentId)),
);

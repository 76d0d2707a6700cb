import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/time-records/permissions.ts";
import type { Fault, Recorded, TimeRecordStatus } from "#src/features/time-records/rules.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { timeRecords, timeRecordTimers } from "#src/platform/db/tables/time-records.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

const dayMs = 86_400_000;

/** What an entry is checked against, read under the lock that orders the entries of one student. */
export async function loadHours(
  tx: Tx,
  ctx: UserContext,
  { placementId, day, beside }: { placementId: string; day: string; beside: string | null },
) {
  const studentId = ctx.actor.userId;
  const at = Date.parse(`${day}T00:00:00Z`);
  const [, [placement], recorded, [timer]] = await Promise.all([
    tx.query(lockHours, { studentId }),
    tx.query(selectPlacement, { placementId }),
    // Wide enough for every time zone and for a night that begins on the day before.
    tx.query(selectRecorded, {
      studentId,
      beside,
      from: new Date(at - 3 * dayMs),
      to: new Date(at + 3 * dayMs),
    }),
    tx.query(selectRunning, { studentId }),
  ]);
  authorize(ctx.actor, permissions.record, {
    studentId: placement?.studentId ?? "",
    schoolId: placement?.schoolId ?? "",
  });
  if (!placement) throw new AppError("not_found", "There is no such placement.");
  return { placement, recorded, timerStartedAt: timer?.startedAt ?? null };
}

export function refuse(fault: Fault | undefined): void {
  if (!fault) return;
  const { path, message, isConflict } = fault;
  throw new AppError(
    isConflict ? "conflict" : "invalid",
    isConflict ? sentenceOf(message) : "Some values are not valid.",
    {
      errors: [{ path, message }],
    },
  );
}

function sentenceOf(message: string): string {
  return `This time ${message}.`;
}

export type OwnRecord = Awaited<ReturnType<typeof lockOwnRecord>>;

/**
 * A record of the student themselves; 404 for any other. Only the student takes it out of the states in which they may
 * change it, so the lock on their hours suffices; what is approved changes no more.
 */
export async function lockOwnRecord(tx: Tx, ctx: UserContext, id: string) {
  const [, [found]] = await Promise.all([
    tx.query(lockHours, { studentId: ctx.actor.userId }),
    tx.query(selectOwn, { id }),
  ]);
  authorize(ctx.actor, permissions.record, { studentId: found?.studentId ?? "", schoolId: found?.schoolId ?? "" });
  if (!found) throw new AppError("not_found", "There are no such hours.");
  return found;
}

/** The same lock as that of the database's guard, `app.guard_hours`. */
export const lockHours = sqlStatement(
  "hours_lock",
  z.unknown(),
  (p: Params<{ studentId: string }>) => sql`
    select pg_advisory_xact_lock(hashtextextended('time_records:' || ${p.studentId}::text, 0))`,
);

const selectPlacement = statement("hours_placement", (db, p: Params<{ placementId: string }>) =>
  db
    .select({
      studentId: placements.studentId,
      schoolId: placements.schoolId,
      rotationId: placements.rotationId,
      startsOn: placements.startsOn,
      endsOn: placements.endsOn,
      endedAt: placements.endedAt,
      timeZone: schools.timeZone,
    })
    .from(placements)
    .innerJoin(schools, eq(schools.id, placements.schoolId))
    .where(eq(placements.id, p.placementId)),
);

const recordedRow = z.object({
  startedAt: z.date(),
  endedAt: z.date(),
  minutes: z.number(),
  isAdjustment: z.boolean(),
  // The column's own check holds its values.
  status: z.custom<TimeRecordStatus>(),
}) satisfies z.ZodType<Recorded>;

const selectRecorded = sqlStatement(
  "hours_recorded",
  recordedRow,
  (p: Params<{ studentId: string; beside: string | null; from: Date; to: Date }>) => sql`
    select ${timeRecords.startedAt} as "startedAt", ${timeRecords.endedAt} as "endedAt", ${timeRecords.minutes},
           ${timeRecords.adjustsId} is not null as "isAdjustment", ${timeRecords.status}
    from ${timeRecords}
    where ${timeRecords.studentId} = ${p.studentId} and ${timeRecords.id} is distinct from ${p.beside}
      and ${timeRecords.startedAt} between ${p.from} and ${p.to}`,
);

const selectRunning = statement("hours_timer", (db, p: Params<{ studentId: string }>) =>
  db
    .select({ startedAt: timeRecordTimers.startedAt })
    .from(timeRecordTimers)
    .where(eq(timeRecordTimers.studentId, p.studentId)),
);

const selectOwn = statement("time_record_own", (db, p: Params<{ id: string }>) =>
  db
    .select({
      id: timeRecords.id,
      status: timeRecords.status,
      studentId: timeRecords.studentId,
      schoolId: timeRecords.schoolId,
      placementId: timeRecords.placementId,
      rotationId: timeRecords.rotationId,
      startedAt: timeRecords.startedAt,
      endedAt: timeRecords.endedAt,
      minutes: timeRecords.minutes,
      activity: timeRecords.activity,
      adjustsId: timeRecords.adjustsId,
    })
    .from(timeRecords)
    .where(eq(timeRecords.id, p.id)),
);

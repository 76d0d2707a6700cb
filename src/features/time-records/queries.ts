import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { remarksOf, type TimeRecordStatus } from "#src/features/time-records/rules.ts";
import type {
  HoursAnswer,
  TimeRecordLine,
  TimeRecordsAnswer,
  TimeRecordsQuery,
  TimerAnswer,
  ToDecideAnswer,
  ToDecideQuery,
} from "#src/features/time-records/schema.ts";
import { openHours } from "#src/features/time-records/sealed-words.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn, timeIn } from "#src/lib/day.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { hasText, ofStudent } from "#src/platform/db/access-row.ts";
import { decodeCursor, instantKey, pageOf } from "#src/platform/db/cursor.ts";
import { inNameOrder, isFound } from "#src/platform/db/names.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { timeRecords, timeRecordTimers } from "#src/platform/db/tables/time-records.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealedColumn } from "#src/platform/sealed/field.ts";

export const recordRow = z.object({
  id: z.string(),
  schoolId: z.string(),
  studentId: z.string(),
  student: z.string(),
  studentNumber: z.string().nullable(),
  placementId: z.string(),
  rotationId: z.string(),
  rotation: z.string(),
  site: z.string(),
  unit: z.string(),
  startedAt: z.date(),
  endedAt: z.date(),
  breakMinutes: z.number(),
  minutes: z.number(),
  activity: sealedColumn,
  note: sealedColumn.nullable(),
  place: sealedColumn.nullable(),
  // The column's own check holds its values.
  status: z.custom<TimeRecordStatus>(),
  reason: sealedColumn.nullable(),
  answer: sealedColumn.nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.date().nullable(),
  adjustsId: z.string().nullable(),
  createdAt: z.date(),
  revision: z.number(),
  timeZone: z.string(),
  startKey: z.string(),
});
export type RecordRow = z.output<typeof recordRow>;

const t = timeRecords;

/** One record (`t`) with its student, its rotation and who decided about it. */
export function recordsSql(given: { join?: SQL; where: SQL; order: SQL; limit: SQL }): SQL {
  return sql`
    select ${t.id}, ${t.schoolId} as "schoolId", ${t.studentId} as "studentId", st.name as student, st.student_number as "studentNumber",
           ${t.placementId} as "placementId", ${t.rotationId} as "rotationId", ro.name as rotation, ro.site, ro.unit,
           ${t.startedAt} as "startedAt", ${t.endedAt} as "endedAt", ${t.breakMinutes} as "breakMinutes", ${t.minutes},
           ${t.activity}, ${t.note}, ${t.place}, ${t.status}, ${t.reason}, ${t.answer}, de.name as "decidedBy",
           ${t.decidedAt} as "decidedAt", ${t.adjustsId} as "adjustsId", ${t.createdAt} as "createdAt", ${t.revision},
           sc.time_zone as "timeZone", ${instantKey(t.startedAt)} as "startKey"
    from ${t}
    join ${users} st on st.id = ${t.studentId}
    join ${rotations} ro on ro.id = ${t.rotationId}
    join ${schools} sc on sc.id = ${t.schoolId}
    left join ${users} de on de.id = ${t.decidedBy}
    ${given.join ?? sql``}
    where ${given.where}
    order by ${given.order} limit ${given.limit}`;
}

export function lineOf(stored: RecordRow): TimeRecordLine {
  const { timeZone, startKey: _, schoolId: __, ...row } = openHours(stored);
  return {
    ...row,
    day: dayIn(row.startedAt, timeZone),
    startTime: timeIn(row.startedAt, timeZone),
    endTime: timeIn(row.endedAt, timeZone),
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    remarks: remarksOf({ ...row, isAdjustment: row.adjustsId !== null }),
  };
}

export type Narrowing = { studentId: string | null; rotationId: string | null; from: string | null; to: string | null };

/** Records of the student, the rotation and the days that are given. A supervisor sees those of their placements. */
export function isWanted(p: Params<Narrowing>): SQL {
  const day = sql`(${t.startedAt} at time zone sc.time_zone)::date`;
  return sql`(${p.studentId}::text is null or ${t.studentId} = ${p.studentId})
    and (${p.rotationId}::text is null or ${t.rotationId} = ${p.rotationId})
    and (${p.from}::text is null or ${day} >= ${p.from}::date)
    and (${p.to}::text is null or ${day} <= ${p.to}::date)`;
}

/** Hours that the reader may see, newest first. Without `studentId` a student gets their own. */
export async function listTimeRecords(ctx: UserContext, query: TimeRecordsQuery): Promise<TimeRecordsAnswer> {
  const after = decodeCursor(query.cursor, ["instant", "id"]);
  const studentId = query.studentId ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : null);
  const [rows, [student]] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectRecords, {
          studentId,
          rotationId: null,
          from: query.from ?? null,
          to: query.to ?? null,
          status: query.status ?? null,
          afterAt: after?.[0] ?? null,
          afterId: after?.[1] ?? null,
          limit: query.limit + 1,
        }),
        tx.query(selectStudent, { studentId: studentId ?? "" }),
      ]),
    studentId === null
      ? {
          what: "hours",
          requestId: ctx.requestId,
          count: ([shown]) => Math.min(shown.length, query.limit),
          filter: { from: query.from, to: query.to, status: query.status },
        }
      : { subject: ofStudent(studentId), what: "hours", requestId: ctx.requestId },
  );
  // One whom the reader may not see is not found, rather than without hours.
  if (studentId !== null && !student) throw new AppError("not_found", "There is no such student.");
  return pageOf(rows, query.limit, lineOf, (row) => [row.startKey, row.id]);
}

type RecordsFilter = Narrowing & {
  status: string | null;
  afterAt: string | number | null;
  afterId: string | number | null;
  limit: number;
};

const selectRecords = sqlStatement("time_records_list", recordRow, (p: Params<RecordsFilter>) =>
  recordsSql({
    where: sql`${isWanted(p)} and (${p.status}::text is null or ${t.status} = ${p.status})
      and (${p.afterAt}::timestamptz is null or (${t.startedAt}, ${t.id}) < (${p.afterAt}::timestamptz, ${p.afterId}))`,
    order: sql`${t.startedAt} desc, ${t.id} desc`,
    limit: sql`${p.limit}`,
  }),
);

export const selectStudent = sqlStatement(
  "time_records_student",
  z.object({ id: z.string() }),
  (p: Params<{ studentId: string }>) => sql`
    select ${users.id} from ${users} where ${users.id} = ${p.studentId} and ${users.role} = 'STUDENT'`,
);

/**
 * Hours for the reader's decisions, by student: of a supervisor those of the placements that they supervise, of a
 * school those that no supervisor may decide any more, with what it decided itself.
 */
export async function listToDecide(ctx: UserContext, query: ToDecideQuery): Promise<ToDecideAnswer> {
  const { status } = query;
  const [page, counted] = await readAs(
    ctx.actor,
    (tx) => Promise.all([readToDecide(tx, ctx, query), tx.query(countToDecide, deciderOf(ctx))]),
    {
      what: "hours to decide",
      requestId: ctx.requestId,
      count: ([{ items }]) => items.length,
      filter: { status, search: hasText(query.search) },
    },
  );
  const counts = { PENDING: 0, NEEDS_INFO: 0, APPROVED: 0, NOT_APPROVED: 0 };
  for (const line of counted) counts[line.status] = line.records;
  return { ...page, counts };
}

function deciderOf({ actor }: UserContext): Decider {
  return { deciderId: actor.userId, isSchool: actor.role === "SCHOOL_ADMIN" };
}

/** A page of these hours, with how many there are in all. */
export async function readToDecide(tx: Tx, ctx: UserContext, query: ToDecideQuery) {
  const after = decodeCursor(query.cursor, ["text", "id", "instant", "id"]);
  const filter = { ...deciderOf(ctx), patterns: likePatterns(query.search), status: query.status };
  const [rows, [found = { records: 0, students: 0, minutes: 0 }]] = await Promise.all([
    tx.query(selectToDecide, {
      ...filter,
      afterName: after?.[0] ?? null,
      afterStudent: after?.[1] ?? null,
      afterAt: after?.[2] ?? null,
      afterId: after?.[3] ?? null,
      limit: query.limit + 1,
    }),
    tx.query(sumToDecide, filter),
  ]);
  const page = pageOf(rows, query.limit, lineOf, (row) => [row.student, row.studentId, row.startKey, row.id]);
  return { ...page, found, total: found.records };
}

type Decider = { deciderId: string; isSchool: boolean };
type ToDecide = Decider & { patterns: string[]; status: string };

/** Placements (`pl`) with their supervisors (`ps`) on the days on which these decide: `app.supervises_placement`. */
const supervised = sql`
  from ${placementSupervisors} ps
  join ${placements} pl on pl.id = ps.placement_id and pl.ended_at is null
  join ${schools} sc on sc.id = pl.school_id
    and (now() at time zone sc.time_zone)::date between pl.starts_on and pl.ends_on + 14`;

/** Hours (`t`) about which no supervisor may decide any more, for their school. */
export const isLeftToSchool = sql`(
  coalesce(${t.schoolId} = (select app.admin_school_id()), false) and not exists (
    select ${supervised}
    join ${users} su on su.id = ps.supervisor_id and app.takes_part(su.status)
    join ${users} pu on pu.id = pl.student_id and app.takes_part(pu.status)
    where ps.placement_id = ${t.placementId}))`;

const isOfDecider = (p: Params<Decider>) => sql`(
  case when ${p.isSchool}::boolean
  then (${t.status} in ('PENDING', 'NEEDS_INFO') or ${t.decidedBy} = ${p.deciderId}) and ${isLeftToSchool}
  else ${t.placementId} in (select ps.placement_id ${supervised} where ps.supervisor_id = ${p.deciderId}) end)`;

const isOfStudents = (p: Params<Pick<ToDecide, "patterns">>) =>
  isFound(sql`st.search_text`, sql`${p.patterns}::text[]`);

const selectToDecide = sqlStatement(
  "time_records_to_decide",
  recordRow,
  (
    p: Params<
      ToDecide & {
        afterName: string | number | null;
        afterStudent: string | number | null;
        afterAt: string | number | null;
        afterId: string | number | null;
        limit: number;
      }
    >,
  ) =>
    recordsSql({
      where: sql`${isOfDecider(p)} and ${isOfStudents(p)} and ${t.status} = ${p.status}
        and (${p.afterName}::text is null or (${inNameOrder(sql`st.name`)}, st.id, ${t.startedAt}, ${t.id})
          > (${inNameOrder(sql`${p.afterName}::text`)}, ${p.afterStudent}::text collate "C",
             ${p.afterAt}::timestamptz, ${p.afterId}::text collate "C"))`,
      order: sql`${inNameOrder(sql`st.name`)}, st.id, ${t.startedAt}, ${t.id}`,
      limit: sql`${p.limit}`,
    }),
);

const countToDecide = sqlStatement(
  "time_records_to_decide_counts",
  z.object({ status: z.enum(["PENDING", "NEEDS_INFO", "APPROVED", "NOT_APPROVED"]), records: z.number() }),
  (p: Params<Decider>) => sql`
    select ${t.status}, count(*)::int as records from ${t}
    where ${isOfDecider(p)} and ${t.status} <> 'DRAFT' group by 1`,
);

const sumToDecide = sqlStatement(
  "time_records_to_decide_sum",
  z.object({ records: z.number(), students: z.number(), minutes: z.number() }),
  (p: Params<ToDecide>) => sql`
    select count(*)::int as records, count(distinct ${t.studentId})::int as students,
           coalesce(sum(${t.minutes}), 0)::int as minutes
    from ${t} join ${users} st on st.id = ${t.studentId}
    where ${isOfDecider(p)} and ${isOfStudents(p)} and ${t.status} = ${p.status}`,
);

/** The hours of one student by rotation, against those that are asked for. */
export async function readHours(ctx: UserContext, query: { studentId?: string | undefined }): Promise<HoursAnswer> {
  const studentId = query.studentId ?? ctx.actor.userId;
  const [[student], byRotation, placed] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectZone, { studentId }),
        tx.query(selectHours, { studentId }),
        tx.query(selectPlacements, { studentId }),
      ]),
    { subject: ofStudent(studentId), what: "hours", requestId: ctx.requestId },
  );
  if (!student) throw new AppError("not_found", "There is no such student.");
  const today = dayIn(now(), student.timeZone);
  const isLater = ({ startsOn }: { startsOn: string }) => startsOn > today;
  return {
    today,
    // The one that runs first, and what is to come last.
    rotations: [...byRotation.filter((one) => !isLater(one)), ...byRotation.filter(isLater)],
    placements: placed.map((placement) => ({ ...placement, endedAt: placement.endedAt?.toISOString() ?? null })),
  };
}

const selectZone = sqlStatement(
  "hours_student",
  z.object({ timeZone: z.string() }),
  (p: Params<{ studentId: string }>) => sql`
    select ${schools.timeZone} as "timeZone" from ${users} join ${schools} on ${schools.id} = ${users.schoolId}
    where ${users.id} = ${p.studentId} and ${users.role} = 'STUDENT'`,
);

const selectHours = sqlStatement(
  "hours_by_rotation",
  z.object({
    rotationId: z.string(),
    rotation: z.string(),
    unit: z.string(),
    startsOn: z.string(),
    endsOn: z.string(),
    requiredMinutes: z.number().nullable(),
    approvedMinutes: z.number(),
    waitingMinutes: z.number(),
  }),
  (p: Params<{ studentId: string }>) => sql`
    select ro.id as "rotationId", ro.name as rotation, ro.unit, min(pl.starts_on)::text as "startsOn",
           max(pl.ends_on)::text as "endsOn", ro.required_minutes as "requiredMinutes",
           coalesce(h.approved, 0)::int as "approvedMinutes", coalesce(h.waiting, 0)::int as "waitingMinutes"
    from ${placements} pl join ${rotations} ro on ro.id = pl.rotation_id
    left join lateral (
      select sum(t.minutes) filter (where t.status = 'APPROVED') as approved,
             sum(t.minutes) filter (where t.status in ('PENDING', 'NEEDS_INFO')) as waiting
      from ${timeRecords} t where t.student_id = ${p.studentId} and t.rotation_id = ro.id) h on true
    where pl.student_id = ${p.studentId}
      -- One that was ended before it began was no placement.
      and (pl.ended_at is null or pl.ended_at::date >= pl.starts_on)
    group by ro.id, h.approved, h.waiting order by min(pl.starts_on) desc, ro.id`,
);

const selectPlacements = sqlStatement(
  "hours_placements",
  z.object({
    id: z.string(),
    rotation: z.string(),
    site: z.string(),
    unit: z.string(),
    startsOn: z.string(),
    endsOn: z.string(),
    endedAt: z.date().nullable(),
  }),
  (p: Params<{ studentId: string }>) => sql`
    select pl.id, ro.name as rotation, ro.site, ro.unit, pl.starts_on::text as "startsOn", pl.ends_on::text as "endsOn",
           pl.ended_at as "endedAt"
    from ${placements} pl join ${rotations} ro on ro.id = pl.rotation_id
    where pl.student_id = ${p.studentId} order by pl.starts_on desc, pl.id`,
);

/** The reader's own timer, if one runs. */
export async function readTimer(ctx: UserContext): Promise<TimerAnswer> {
  const [row] = await readAs(ctx.actor, (tx) => tx.query(selectTimer, { studentId: ctx.actor.userId }));
  return { timer: row ? timerOf(row, now()) : null };
}

type TimerRow = z.output<typeof timerRow>;
const timerRow = z.object({
  placementId: z.string(),
  rotation: z.string(),
  unit: z.string(),
  startedAt: z.date(),
  breakStartedAt: z.date().nullable(),
  breakSeconds: z.number(),
  timeZone: z.string(),
});

export function timerOf(row: TimerRow, at: Date): NonNullable<TimerAnswer["timer"]> {
  const { startedAt, breakStartedAt, timeZone, placementId, rotation, unit } = row;
  return {
    placementId,
    rotation,
    unit,
    day: dayIn(startedAt, timeZone),
    startTime: timeIn(startedAt, timeZone),
    elapsedSeconds: secondsBetween(startedAt, at),
    breakSeconds: row.breakSeconds + (breakStartedAt ? secondsBetween(breakStartedAt, at) : 0),
    isOnBreak: breakStartedAt !== null,
  };
}

export function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - from.getTime()) / 1000));
}

export const selectTimer = sqlStatement(
  "timer_get",
  timerRow,
  (p: Params<{ studentId: string }>) => sql`
    select ti.placement_id as "placementId", ro.name as rotation, ro.unit, ti.started_at as "startedAt",
           ti.break_started_at as "breakStartedAt", ti.break_seconds as "breakSeconds", sc.time_zone as "timeZone"
    from ${timeRecordTimers} ti join ${rotations} ro on ro.id = ti.rotation_id join ${schools} sc on sc.id = ti.school_id
    where ti.student_id = ${p.studentId}`,
);

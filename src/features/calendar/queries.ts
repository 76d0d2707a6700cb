import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { CalendarAnswer } from "#src/features/calendar/schema.ts";
import { openStatuses } from "#src/features/progress/values.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { inNameOrder } from "#src/platform/db/names.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { calendarFeeds as f } from "#src/platform/db/tables/calendar-feeds.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import type { Role } from "#src/policy/actor.ts";

/** The reader's own calendar, which row-level security picks. */
export async function findCalendar(ctx: UserContext): Promise<CalendarAnswer> {
  const [feed] = await readAs(ctx.actor, (tx) => tx.query(selectFeed, { userId: ctx.actor.userId }));
  return { madeAt: feed?.createdAt.toISOString() ?? null };
}

const selectFeed = statement("calendar_find", (db, p: Params<{ userId: string }>) =>
  db.select({ createdAt: f.createdAt }).from(f).where(eq(f.userId, p.userId)),
);

type NewFeed = { userId: string; schoolId: string; tokenHash: string; at: Date };

export const upsertFeed = statement("calendar_make", (db, p: Params<NewFeed>) =>
  db
    .insert(f)
    .values({ userId: p.userId, schoolId: p.schoolId, tokenHash: p.tokenHash, createdAt: p.at })
    .onConflictDoUpdate({ target: f.userId, set: { tokenHash: p.tokenHash, createdAt: p.at } }),
);

export const deleteFeed = statement("calendar_end", (db, p: Params<{ userId: string }>) =>
  db.delete(f).where(eq(f.userId, p.userId)),
);

/** Whose address it is: of nobody who is suspended or left, or whose school is suspended. */
export const selectOwner = statement("calendar_owner", (db, p: Params<{ tokenHash: string }>) =>
  db
    .select({ userId: users.id, schoolId: users.schoolId, role: sql<Role>`${users.role}`, school: schools.name })
    .from(f)
    .innerJoin(users, eq(users.id, f.userId))
    .innerJoin(schools, eq(schools.id, users.schoolId))
    .where(and(eq(f.tokenHash, p.tokenHash), isOneOf(users.status, "ACTIVE"), isOneOf(schools.status, "OPEN"))),
);

const entry = z.object({
  kind: z.enum(["due", "placement", "supervised", "rotation", "requests"]),
  /** With the kind the same for the same entry, whatever changes in it. */
  key: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  /** Of the rotation. */
  name: z.string(),
  place: z.string(),
  /** Of competencies; a competency that several ask for is there once for each. */
  names: z.array(z.string()),
  count: z.number(),
  changedAt: z.date(),
});
export type Entry = z.output<typeof entry>;

const a = competencyAssignments;
const s = assessments;
const r = rotations;
const none = sql`'{}'::text[]`;
const place = sql`concat_ws(', ', nullif(${r.site}, ''), nullif(${r.unit}, ''))`;
const isRecent = sql`${placements.endedAt} is null and ${placements.endsOn} >= school.today - 365`;
const names = sql`array_agg(${competencies.name} order by ${inNameOrder(competencies.name)}, ${competencies.id})`;

/**
 * What the reader's calendar shows, by the days of their school: a student's due dates and placements, the rotations in
 * which a supervisor has students and the requests to them, the rotations of a school admin's school.
 */
export const selectEntries = sqlStatement(
  "calendar_entries",
  entry,
  (p: Params<{ userId: string; role: Role; schoolId: string; at: Date }>) => sql`
    with school as materialized (
      select ${schools.timeZone} as zone, (${p.at}::timestamptz at time zone ${schools.timeZone})::date as today
      from ${schools} where ${schools.id} = ${p.schoolId}),
    due as (
      select 'due', day::text, day::text, day::text, '', '', ${names}, count(*)::int, max(${a.updatedAt})
      from ${a} join ${competencies} on ${competencies.id} = ${a.competencyId} cross join school
      cross join lateral (select (${a.dueDate} at time zone school.zone)::date as day) on_day
      where ${a.userId} = ${p.userId} and ${isOneOf(a.status, ...openStatuses)} and ${a.dueDate} is not null
      group by day),
    placed as (
      select 'placement', ${placements.id}, ${placements.startsOn}::text, ${placements.endsOn}::text, ${r.name},
             ${place}, ${none}, 1, ${placements.createdAt}
      from ${placements} join ${r} on ${r.id} = ${placements.rotationId} cross join school
      where ${placements.studentId} = ${p.userId} and ${isRecent}),
    supervised as (
      select 'supervised', ${r.id} || '-' || ${placements.startsOn} || '-' || ${placements.endsOn},
             ${placements.startsOn}::text, ${placements.endsOn}::text, ${r.name}, ${place}, ${none}, count(*)::int,
             max(${placements.createdAt})
      from ${placementSupervisors}
      join ${placements} on ${placements.id} = ${placementSupervisors.placementId}
      join ${r} on ${r.id} = ${placements.rotationId}
      join ${users} on ${users.id} = ${placements.studentId} and ${takesPart(users)}
      cross join school
      where ${placementSupervisors.supervisorId} = ${p.userId} and ${isRecent}
      group by ${r.id}, ${placements.startsOn}, ${placements.endsOn}),
    rotation as (
      select 'rotation', ${r.id}, ${r.startsOn}::text, ${r.endsOn}::text, ${r.name}, ${place}, ${none}, 1, ${r.createdAt}
      from ${r} cross join school
      where ${p.role} = 'SCHOOL_ADMIN' and ${r.schoolId} = ${p.schoolId} and ${r.endsOn} >= school.today - 365),
    requests as (
      select 'requests', day::text, day::text, day::text, '', '', ${names}, count(*)::int, max(${s.updatedAt})
      from ${s} join ${competencies} on ${competencies.id} = ${s.competencyId} cross join school
      cross join lateral (select (${s.expiresAt} at time zone school.zone)::date as day) on_day
      where ${s.assessorId} = ${p.userId} and ${isOneOf(s.status, "REQUESTED")} and ${s.expiresAt} > ${p.at}::timestamptz
      group by day)
    select * from (
      select * from due union all select * from placed union all select * from supervised union all
      select * from rotation union all select * from requests
    ) as shown (kind, key, "startsOn", "endsOn", name, place, names, count, "changedAt")
    order by "startsOn", kind, key`,
);

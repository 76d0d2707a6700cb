import { and, eq, isNull, sql } from "drizzle-orm";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { withRole } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** Who receives an event: a student and their supervisors, the admins of a school, or those who see everything. */
export type Channel = `student:${string}` | `school:${string}` | "all";

/** A user follows one kind of channel, by role, so an event reaches a socket through at most one of these. */
export function channelsOfEvent(event: { schoolId: string; studentId: string | null }): Channel[] {
  const channels: Channel[] = [`school:${event.schoolId}`, "all"];
  if (event.studentId !== null) channels.push(`student:${event.studentId}`);
  return channels;
}

/**
 * What a user may read: their own events, those of the students of their active placements, of their school, or all.
 * The same rule as the policy `events_read`.
 */
export async function channelsOfUser(actor: UserActor): Promise<Channel[]> {
  switch (actor.role) {
    case "STUDENT":
      return [`student:${actor.userId}`];
    case "CLINICAL_SUPERVISOR":
      return (await channelsOfSupervisors([actor.userId])).get(actor.userId) ?? [];
    case "SCHOOL_ADMIN":
      return [`school:${actor.schoolId}`];
    case "SUPER_ADMIN":
      return ["all"];
  }
}

/** Supervision lasts 14 days longer than the placement, so that late forms can be finished. */
export async function channelsOfSupervisors(supervisorIds: readonly string[]): Promise<Map<string, Channel[]>> {
  const rows = await withRole("app_realtime", (tx) => tx.query(selectSupervised, { supervisorIds }));
  const students = new Map(rows.map((row) => [row.supervisorId, row.studentIds]));
  return new Map(
    supervisorIds.map((id) => [id, (students.get(id) ?? []).map((student): Channel => `student:${student}`)]),
  );
}

const selectSupervised = statement("realtime_supervised", (db, p: Params<{ supervisorIds: readonly string[] }>) =>
  db
    .select({
      supervisorId: placementSupervisors.supervisorId,
      studentIds: sql<string[]>`array_agg(distinct ${placements.studentId})`,
    })
    .from(placementSupervisors)
    .innerJoin(placements, eq(placements.id, placementSupervisors.placementId))
    .innerJoin(schools, eq(schools.id, placements.schoolId))
    .innerJoin(users, eq(users.id, placements.studentId))
    .where(
      and(
        sql`${placementSupervisors.supervisorId} = any(${p.supervisorIds})`,
        isNull(placements.endedAt),
        takesPart(users),
        sql`(now() at time zone ${schools.timeZone})::date between ${placements.startsOn} and ${placements.endsOn} + 14`,
      ),
    )
    .groupBy(placementSupervisors.supervisorId),
);

import { withRole } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** Whom an event is for. A student, the staff of a school, or those who see everything. */
export type Channel = `student:${string}` | `school:${string}` | "all";

/** A user hears one kind of channel by role, so an event reaches a socket by one of these at most. */
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

/** Supervision follows placements, and lasts 14 days longer, so that late forms can be finished. */
export async function channelsOfSupervisors(supervisorIds: readonly string[]): Promise<Map<string, Channel[]>> {
  const { rows } = await withRole("app_realtime", (tx) =>
    tx.query<{ supervisor_id: string; student_ids: string[] }>({
      name: "realtime_supervised",
      text: `select s.supervisor_id, array_agg(distinct p.student_id) as student_ids
             from placement_supervisors s
             join placements p on p.id = s.placement_id
             join schools c on c.id = p.school_id
             where s.supervisor_id = any($1) and p.ended_at is null
               and (now() at time zone c.time_zone)::date between p.starts_on and p.ends_on + 14
             group by s.supervisor_id`,
      values: [supervisorIds],
    }),
  );
  const students = new Map(rows.map((row) => [row.supervisor_id, row.student_ids]));
  return new Map(
    supervisorIds.map((id) => [id, (students.get(id) ?? []).map((student): Channel => `student:${student}`)]),
  );
}

import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { notificationRow, notificationsInsert } from "#src/features/notifications/notify.ts";
import { events } from "#src/features/progress/events.ts";
import type { Milestone } from "#src/features/progress/rules.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { newId } from "#src/lib/ids.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { achievements } from "#src/platform/db/tables/achievements.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { eventRow, eventsInsert } from "#src/platform/events/events.ts";

type Student = { schoolId: string; studentId: string };

/**
 * A competency, category or framework is unlocked only once: a student who completes it again after a correction gets
 * it back without a second event, and without a second notice unless the first was cancelled or corrected. Sent after the write of the assignment, because the test for the framework reads its
 * new status.
 */
export function unlockMilestones(tx: Tx, student: Student, milestones: readonly Milestone[]): void {
  // The statement puts the name of a framework in its place.
  const rows = milestones.map(({ kind, ref, name, of }) => {
    const id = newId();
    return {
      id,
      kind,
      ref,
      name,
      ...of,
      event: eventRow(
        events.achievementUnlocked.of({
          ...student,
          data: { studentId: student.studentId, achievementId: id, kind, name: name ?? "" },
        }),
      ),
      notification: notificationRow({
        template: "achievementUnlocked",
        schoolId: student.schoolId,
        userId: student.studentId,
        variables: { achievement_name: name ?? "" },
        payload: { achievementId: id, kind },
      }),
    };
  });
  tx.send(unlock, { ...student, rows: JSON.stringify(rows) });
}

/**
 * Revokes milestones that are no longer reached; the rows stay. A framework stays reached when an optional competency is
 * reopened. Sent after the write of the assignment, too.
 */
export function revokeMilestones(tx: Tx, { studentId }: Student, milestones: readonly Milestone[]): void {
  tx.send(revoke, { studentId, rows: JSON.stringify(milestones.map(({ kind, ref, of }) => ({ kind, ref, ...of }))) });
}

const unlock = sqlWrite("achievements_unlock", (p: Params<Student & { rows: string }>) => {
  const t = achievements;
  const f = alias(competencyTemplates, "f");
  return sql`
    with reached as (
      select w.id, w.kind, w.ref, coalesce(w.name, ${f.name}) as name,
             case when w.name is null then jsonb_set(w.event, '{data,name}', to_jsonb(${f.name})) else w.event end as event,
             case when w.name is null then jsonb_set(w.notification, '{variables,achievement_name}', to_jsonb(${f.name}))
               else w.notification end as notification
      from jsonb_to_recordset(${p.rows}::jsonb)
        as w (id text, kind text, ref text, name text, "templateId" text, category text, event jsonb, notification jsonb)
      left join ${competencyTemplates} ${f} on w.kind = 'framework' and ${f.id} = w.ref
      where (w.kind <> 'framework' or ${f.id} is not null)
        and (w."templateId" is null or not ${isUnfinishedSql(p.studentId)})),
    -- What is there already, with the id it had. Where its notice was cancelled or corrected, it is told again.
    known as (
      select ${t.id}, reached.id as new_id, ${t.isUntold} from reached
      join ${t} on ${t.studentId} = ${p.studentId} and ${t.kind} = reached.kind and ${t.ref} = reached.ref),
    unlocked as (
      insert into ${t} (${columns(t.id, t.schoolId, t.studentId, t.kind, t.ref, t.name, t.unlockedAt)})
      select id, ${p.schoolId}, ${p.studentId}, kind, ref, name, now() from reached
      on conflict (${columns(t.studentId, t.kind, t.ref)}) do update set revoked_at = null, is_untold = false
        where ${t.revokedAt} is not null
      returning ${t.id}),
    fresh as (select reached.* from reached join unlocked on unlocked.id = reached.id),
    told as (
      select notification from fresh
      union all
      select jsonb_set(reached.notification, '{payload,achievementId}', to_jsonb(known.id))
      from reached join known on known.new_id = reached.id and known.is_untold join unlocked on unlocked.id = known.id),
    notified as (${notificationsInsert(sql`(select coalesce(jsonb_agg(notification), '[]') from told)`)})
    ${eventsInsert(sql`(select coalesce(jsonb_agg(event), '[]') from fresh)`)}`;
});

const revoke = sqlWrite("achievements_revoke", (p: Params<{ studentId: string; rows: string }>) => {
  const t = achievements;
  return sql`
    update ${t} set revoked_at = now()
    from jsonb_to_recordset(${p.rows}::jsonb) as w (kind text, ref text, "templateId" text, category text)
    where ${t.studentId} = ${p.studentId} and ${t.kind} = w.kind and ${t.ref} = w.ref and ${t.revokedAt} is null
      and (w."templateId" is null or ${isUnfinishedSql(p.studentId)})`;
});

const k = alias(competencies, "k");
const required = alias(competencies, "required");
const ka = alias(competencyAssignments, "ka");

/**
 * Whether something of the framework `w."templateId"`, or of its category `w.category`, is still to be completed: what
 * is required, assigned or not; all of it where nothing is required; and of a category also what is assigned, so that it
 * is never announced while its bar is not full.
 */
function isUnfinishedSql(studentId: SQL): SQL {
  return sql`exists (
    select from ${competencies} ${k}
    left join ${competencyAssignments} ${ka} on ${ka.competencyId} = ${k.id} and ${ka.userId} = ${studentId}
      and ${isNoneOf(ka.status, "WITHDRAWN")}
    where ${k.templateId} = w."templateId" and (w.category is null or ${k.category} = w.category)
      and (${k.isRequired} or (w.category is not null and ${ka.id} is not null) or not exists (
        select from ${competencies} ${required}
        where ${required.templateId} = w."templateId" and ${required.isRequired}
          and (w.category is null or ${required.category} = w.category)))
      and (${ka.id} is null or ${isNoneOf(ka.status, ...completedStatuses)}))`;
}

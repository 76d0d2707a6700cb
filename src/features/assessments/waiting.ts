import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { isUnconfirmedGuestSql } from "#src/features/progress/evidence.ts";
import { isOverdueSql } from "#src/features/progress/overdue.ts";
import { unfinishedStatuses } from "#src/features/progress/values.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import type { Params } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { hiddenStudents } from "#src/platform/db/tables/hidden-students.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";

/** A competency enters the queue this many days before its due date. */
const queueHorizonDays = 14;

const s = assessments;
const a = competencyAssignments;
const e = evaluations;
const h = hiddenStudents;
const me = alias(users, "me");
const seen = alias(assessments, "seen");

/** What a draft has: a level or the scores of criteria, and words for the student, which stand in one sealed text. */
const content = sql`${s.draft}->'evaluationData'`;
const hasLevel = sql`coalesce(${content} ? 'overallRating'
  or jsonb_array_length(coalesce(${content}->'criteria', '[]'::jsonb)) > 0, false)`;
const hasWords = sql`coalesce(${content} ? 'words', false)`;

/**
 * What waits for an assessor, as parts of a WITH, for the queue and for the assessment centre:
 *
 * - `own`: requests to them and drafts of theirs, for competencies that the student still has;
 * - `due`: what is due for students of their placements that run today, save where one of `own` is about it. With
 *   `hidden_until` where the student is hidden, and `back_on` where it was assessed since it fell due: the day of the
 *   school on which it is due again;
 * - `listed`: the lines of `due` that are shown.
 *
 * Row-level security leaves out whom they do not supervise, whoever left or is suspended among them.
 */
export function waitingSql(p: Params<Who>): SQL {
  return sql`${schoolSql(p)}, ${ownSql(p)}, ${dueSql(p)}`;
}

type Who = { assessorId: string; at: Date };

/** The assessor's school, with its day. */
export function schoolSql(p: Params<Who>): SQL {
  return sql`
    school as materialized (
      select ${schools.timeZone}, ${schools.reassessAfterDays},
             (${p.at}::timestamptz at time zone ${schools.timeZone})::date as today
      from ${schools} join ${users} ${me} on ${me.schoolId} = ${schools.id} where ${me.id} = ${p.assessorId})`;
}

function ownSql(p: Params<Who>): SQL {
  return sql`
    own as materialized (
      select ${s.id}, ${s.status}, ${s.studentId}, ${s.competencyId}, ${s.createdAt}, ${s.updatedAt}, ${s.observedAt},
             ${s.expiresAt}, ${a.dueDate}, ${isOverdueSql(a)} as is_overdue, ${hasLevel} as has_level, ${hasWords} as has_words
      from ${s}
      join ${a} on ${a.userId} = ${s.studentId} and ${a.competencyId} = ${s.competencyId}
        and ${isNoneOf(a.status, "WITHDRAWN")}
      where ${s.assessorId} = ${p.assessorId} and ${isOneOf(s.status, "REQUESTED", "DRAFT")})`;
}

function dueSql(p: Params<Who>): SQL {
  return sql`
    due as materialized (
      select ${a.id}, ${a.userId} as student_id, ${a.competencyId}, ${a.dueDate}, ${isOverdueSql(a)} as is_overdue,
             ${h.hiddenUntil}, assessed.at as assessed_at,
             (assessed.at at time zone school.time_zone)::date + school.reassess_after_days as back_on
      from ${a}
      cross join school
      left join ${h} on ${h.supervisorId} = ${p.assessorId} and ${h.studentId} = ${a.userId}
        and ${h.hiddenUntil} > ${p.at}::timestamptz
      left join lateral (
        select max(${seen.submittedAt}) as at
        from ${e} join ${assessments} ${seen} on ${seen.id} = ${e.assessmentId}
        where ${a.dueDate} <= ${p.at}::timestamptz and ${e.studentId} = ${a.userId}
          and ${holdsCompetency(a, e.competencyId)} and ${isOneOf(e.state, "SIGNED")} and not ${e.isSelf}
          and not ${isUnconfirmedGuestSql(e)} and ${isOneOf(seen.status, "SUBMITTED", "APPROVED")}
          and ${seen.submittedAt} >= ${a.dueDate}) assessed on true
      where ${a.userId} in (select app.placed_student_ids()) and ${isOneOf(a.status, ...unfinishedStatuses)}
        and ${a.dueDate} < ${p.at}::timestamptz + make_interval(days => ${sql.raw(String(queueHorizonDays))})
        and not exists (select from own where own.student_id = ${a.userId} and own.competency_id = ${a.competencyId})),
    listed as materialized (
      select due.* from due cross join school
      where due.hidden_until is null and (due.back_on is null or due.back_on <= school.today))`;
}

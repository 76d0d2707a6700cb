import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { achievements } from "#src/platform/db/tables/achievements.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencySubmissions } from "#src/platform/db/tables/competency-submissions.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { featureFlags } from "#src/platform/db/tables/feature-flags.ts";
import { feedbackRounds } from "#src/platform/db/tables/feedback-rounds.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { quickPhrases } from "#src/platform/db/tables/quick-phrases.ts";
import { sessions } from "#src/platform/db/tables/sessions.ts";
import { timeRecords, timeRecordTimers } from "#src/platform/db/tables/time-records.ts";
import { users } from "#src/platform/db/tables/users.ts";

/** The statements of merging two people; `fates` says what becomes of every other reference. */

type Pair = { keepId: string; mergeId: string };

export const lockSides = sqlStatement(
  "merge_lock",
  z.object({ id: z.string() }),
  (p: Params<{ ids: string[] }>) => sql`
    select ${users.id} from ${users} where ${users.id} = any (${p.ids}::text[]) order by ${users.id} for update`,
);

export const selectSide = sqlStatement(
  "merge_side",
  z.object({
    id: z.string(),
    schoolId: z.string(),
    name: z.string(),
    email: z.string(),
    role: z.string(),
    mergedInto: z.string().nullable(),
    studentNumber: z.string().nullable(),
    programId: z.string().nullable(),
    cohortId: z.string().nullable(),
    yearOfStudy: z.number().nullable(),
    records: z.number(),
    openWork: z.number(),
    placements: z.number(),
    assignments: z.number(),
  }),
  (p: Params<{ id: string; schoolId: string }>) => sql`
    select ${users.id}, ${users.schoolId} as "schoolId", ${users.name}, ${users.email}, ${users.role},
           ${users.mergedInto} as "mergedInto", ${users.studentNumber} as "studentNumber",
           ${users.programId} as "programId", ${users.cohortId} as "cohortId", ${users.yearOfStudy} as "yearOfStudy",
           ((select count(*) from ${assessments} where ${assessments.studentId} = ${users.id})
             + (select count(*) from ${competencySubmissions} where ${competencySubmissions.studentId} = ${users.id})
             + (select count(*) from ${timeRecords} where ${timeRecords.studentId} = ${users.id})
             + (select count(*) from ${timeRecordTimers} where ${timeRecordTimers.studentId} = ${users.id})
             + (select count(*) from ${achievements} where ${achievements.studentId} = ${users.id})
             + (select count(*) from ${feedbackRounds} where ${feedbackRounds.studentId} = ${users.id})
             + (select count(*) from ${evaluations} where ${evaluations.studentId} = ${users.id})
             + (select count(*) from ${competencyAssignments} where ${competencyAssignments.userId} = ${users.id}
                 and ${competencyAssignments.status} not in ('NOT_STARTED', 'WITHDRAWN')))::int as records,
           ((select count(*) from ${assessments} where ${assessments.assessorId} = ${users.id}
               and ${assessments.status} in ('DRAFT', 'REQUESTED', 'REJECTED'))
             + (select count(*) from ${feedbackRounds} where ${feedbackRounds.startedBy} = ${users.id}
                 and ${feedbackRounds.state} = 'OPEN'))::int as "openWork",
           ((select count(*) from ${placements} where ${placements.studentId} = ${users.id})
             + (select count(*) from ${placementSupervisors} where ${placementSupervisors.supervisorId} = ${users.id}))::int as placements,
           (select count(*) from ${competencyAssignments} where ${competencyAssignments.userId} = ${users.id}
             and ${competencyAssignments.status} <> 'WITHDRAWN')::int as assignments
    from ${users}
    where ${users.id} = ${p.id} and ${users.schoolId} = ${p.schoolId}
      and ${users.role} in ('STUDENT', 'CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN')`,
);

/** The name as it is compared, without marks between its parts, and the address without a suffix after "+". */
const folded = (person: string) => sql`app.search_text(${sql.raw(person)}.name)`;
const mailbox = (person: string) =>
  sql`lower(regexp_replace(split_part(${sql.raw(person)}.email, '@', 1), '([.]|[+].*)', '', 'g'))`;

export const selectTwins = sqlStatement(
  "merge_twins",
  z.object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    studentNumber: z.string().nullable(),
    because: z.enum(["name", "address", "number"]),
  }),
  (p: Params<{ id: string; schoolId: string }>) => sql`
    select o.id, o.name, o.email, o.student_number as "studentNumber",
           case when lower(o.student_number) = lower(me.student_number) then 'number'
                when ${mailbox("o")} = ${mailbox("me")} then 'address' else 'name' end as because
    from ${users} me join ${users} o on o.school_id = me.school_id and o.id <> me.id and o.role = me.role
    where me.id = ${p.id} and me.school_id = ${p.schoolId} and me.merged_into is null and o.merged_into is null
      and ((${folded("o")} = ${folded("me")}
            and (o.cohort_id is null or me.cohort_id is null or o.cohort_id = me.cohort_id))
        or lower(o.student_number) = lower(me.student_number)
        or (${mailbox("o")} = ${mailbox("me")} and length(${mailbox("me")}) > 5))
    order by o.name, o.id limit 20`,
);

export const movePlacements = sqlWrite(
  "merge_placements",
  (p: Params<Pair>) => sql`
    update ${placements} set ${columns(placements.studentId)} = ${p.keepId} where ${placements.studentId} = ${p.mergeId}`,
);

export const moveSupervision = sqlWrite(
  "merge_supervision",
  (p: Params<Pair>) => sql`
    with moved as (
      delete from ${placementSupervisors} where ${placementSupervisors.supervisorId} = ${p.mergeId}
      returning ${placementSupervisors.placementId} as placement_id, ${placementSupervisors.schoolId} as school_id)
    insert into ${placementSupervisors} (${columns(placementSupervisors.placementId, placementSupervisors.supervisorId, placementSupervisors.schoolId)})
    select placement_id, ${p.keepId}, school_id from moved
    on conflict (${columns(placementSupervisors.placementId, placementSupervisors.supervisorId)}) do nothing`,
);

/** A phrase that both have is kept once. */
export const dropDoubledPhrases = sqlWrite(
  "merge_phrases_twice",
  (p: Params<Pair>) => sql`
    delete from ${quickPhrases} where ${quickPhrases.ownerId} = ${p.mergeId} and exists (
      select from ${quickPhrases} own where own.owner_id = ${p.keepId} and own.kind = ${quickPhrases.kind}
        and own.words = ${quickPhrases.words})`,
);

export const movePhrases = sqlWrite(
  "merge_phrases",
  (p: Params<Pair>) => sql`
    update ${quickPhrases} set ${columns(quickPhrases.ownerId)} = ${p.keepId} where ${quickPhrases.ownerId} = ${p.mergeId}`,
);

export const moveNotifications = sqlWrite(
  "merge_notifications",
  (p: Params<Pair>) => sql`
    update ${notificationQueue} set ${columns(notificationQueue.userId)} = ${p.keepId} where ${notificationQueue.userId} = ${p.mergeId}`,
);

const f = featureFlags;
const exceptionOf = (personId: SQL) => sql`jsonb_build_object('of', 'PERSON', 'id', ${personId}::text)`;
const hasException = (personId: SQL) =>
  sql`${f.rules} @> jsonb_build_object('overrides', jsonb_build_array(${exceptionOf(personId)}))`;

/** One for each person: rules with two for the same person could not be read. The processes read them within seconds. */
export const moveFlagExceptions = sqlWrite(
  "merge_flag_exceptions",
  (p: Params<Pair>) => sql`
    update ${f} set
      ${columns(f.rules)} = jsonb_set(${f.rules}, '{overrides}', (
        select coalesce(jsonb_agg(
          case when o.entry @> ${exceptionOf(p.mergeId)} then o.entry || ${exceptionOf(p.keepId)} else o.entry end
          order by o.place), '[]')
        from jsonb_array_elements(${f.rules} -> 'overrides') with ordinality o (entry, place)
        where not (o.entry @> ${exceptionOf(p.mergeId)} and ${hasException(p.keepId)}))),
      ${columns(f.revision)} = ${f.revision} + 1, ${columns(f.changedAt)} = now()
    where ${hasException(p.mergeId)}`,
);

/** Whoever was merged into the second points to the first from now on. */
export const followPointers = sqlWrite(
  "merge_pointers",
  (p: Params<Pair>) =>
    sql`update ${users} set ${columns(users.mergedInto)} = ${p.keepId} where ${users.mergedInto} = ${p.mergeId}`,
);

const a = competencyAssignments;

/** A student has one live assignment for a competency, and the earlier due date counts. */
const bothHave = (p: Params<Pair>) => sql`
  ${a.userId} = ${p.keepId} and ${a.status} <> 'WITHDRAWN' and other.user_id = ${p.mergeId}
  and other.competency_id = ${a.competencyId} and other.status <> 'WITHDRAWN'`;

export const moveDueDates = sqlWrite(
  "merge_due_dates",
  (p: Params<Pair>) => sql`
    update ${a} set ${columns(a.dueDate)} = least(${a.dueDate}, other.due_date) from ${a} other where ${bothHave(p)}`,
);

export const moveDeployments = sqlWrite(
  "merge_deployments",
  (p: Params<Pair>) => sql`
    insert into ${assignmentDeployments} (${columns(assignmentDeployments.assignmentId, assignmentDeployments.deploymentId, assignmentDeployments.schoolId)})
    select ${a.id}, d.deployment_id, d.school_id
    from ${a} join ${a} other on ${bothHave(p)} join ${assignmentDeployments} d on d.assignment_id = other.id
    on conflict do nothing`,
);

export const moveAssignments = sqlWrite(
  "merge_assignments",
  (p: Params<Pair>) => sql`
    update ${a} set ${columns(a.userId)} = ${p.keepId}
    where ${a.userId} = ${p.mergeId} and ${a.status} <> 'WITHDRAWN' and not exists (
      select from ${a} own where own.user_id = ${p.keepId} and own.competency_id = ${a.competencyId} and own.status <> 'WITHDRAWN')`,
);

export const withdrawRest = sqlWrite(
  "merge_withdraw",
  (p: Params<Pair>) =>
    sql`update ${a} set ${columns(a.status)} = 'WITHDRAWN' where ${a.userId} = ${p.mergeId} and ${a.status} <> 'WITHDRAWN'`,
);

export const endSessionsOfMerged = sqlStatement(
  "merge_end_sessions",
  z.object({ id: z.string() }),
  (p: Params<{ mergeId: string; time: Date }>) => sql`
    update ${sessions} set ${columns(sessions.revokedAt)} = ${p.time}::timestamptz, ${columns(sessions.revokedReason)} = 'suspended'
    where ${sessions.userId} = ${p.mergeId} and ${sessions.revokedAt} is null returning ${sessions.id}`,
);

export const setMerged = sqlWrite(
  "merge_set",
  (p: Params<Pair & { time: Date }>) => sql`
    update ${users} set ${columns(users.status)} = 'LEFT', ${columns(users.statusBefore)} = null, ${columns(users.mergedInto)} = ${p.keepId},
      ${columns(users.studentNumber)} = null, ${columns(users.updatedAt)} = ${p.time}::timestamptz
    where ${users.id} = ${p.mergeId}`,
);

type Gaps = {
  studentNumber: string | null;
  programId: string | null;
  cohortId: string | null;
  yearOfStudy: number | null;
};

/** What the kept person lacks comes from the other. */
export const fillGaps = sqlWrite(
  "merge_fill",
  (p: Params<Pair & Gaps & { time: Date }>) => sql`
    update ${users} set ${columns(users.studentNumber)} = coalesce(${users.studentNumber}, ${p.studentNumber}),
      ${columns(users.programId)} = case when ${users.cohortId} is null and ${users.programId} is null then ${p.programId} else ${users.programId} end,
      ${columns(users.cohortId)} = case when ${users.cohortId} is null and ${users.programId} is null then ${p.cohortId} else ${users.cohortId} end,
      ${columns(users.yearOfStudy)} = coalesce(${users.yearOfStudy}, ${p.yearOfStudy}::integer),
      ${columns(users.updatedAt)} = ${p.time}::timestamptz
    where ${users.id} = ${p.keepId}`,
);

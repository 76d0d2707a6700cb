import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { changedRow } from "#src/features/deployments/announce-progress.ts";
import { eachByItself, isCarried, joinLink } from "#src/features/deployments/queries.ts";
import { joinStudentDays, studentDaysColumns, studentDaysRow } from "#src/features/deployments/student-days.ts";
import { shownStatusSql } from "#src/features/progress/overdue.ts";
import { assignmentSteps } from "#src/features/progress/rules.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import { statesBefore } from "#src/lib/state-table.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { deploymentActItems } from "#src/platform/db/tables/deployment-acts.ts";

const a = alias(competencyAssignments, "a");
const l = alias(assignmentDeployments, "l");
const o = alias(assignmentDeployments, "o");
const i = deploymentActItems;

const changedColumns = sql`${a.id}, ${a.userId} as "userId", ${a.competencyId} as "competencyId",
  ${shownStatusSql(a)} as status, ${a.progressPercentage}::float8 as percentage, ${a.result}::float8 as result`;

/** Whether another deployment still gives the assignment. */
const isCarriedByAnother = sql`exists (select from ${assignmentDeployments} ${o}
  where ${o.assignmentId} = ${l.assignmentId} and ${o.deploymentId} <> ${l.deploymentId} and ${isCarried(o)})`;

type Withdrawn = {
  actId: string;
  deploymentId: string;
  studentIds: readonly string[];
  competencyIds: string[] | null;
  completedToo: boolean;
};

/**
 * Takes from students what a deployment gave them. An assignment that another deployment carries stays; its due date is
 * settled afterwards. Everything is recorded as it was.
 */
export const withdrawLinks = sqlStatement(
  "deployment_withdraw",
  changedRow.extend({ isCarried: z.boolean() }),
  (p: Params<Withdrawn>) => sql`
    with picked as (
      select mine.* from unnest(${p.studentIds}::text[]) as given (id) cross join lateral (
      select ${l.assignmentId}, ${l.schoolId}, ${a.userId} as student_id, ${a.status}, ${l.dueAt}, ${l.isDueByHand},
             ${isCarriedByAnother} as is_carried
      from ${competencyAssignments} ${a} ${joinLink(a, l, p.deploymentId)}
      where ${a.userId} = given.id collate "C" and ${isCarried(l)}
        and ${isOneOf(a.status, ...statesBefore(assignmentSteps, "WITHDRAWN", "deployment"))}
        and (${p.completedToo}::boolean or ${isNoneOf(a.status, ...completedStatuses)})
        and (${p.competencyIds}::text[] is null or ${a.competencyId} = any(${p.competencyIds}::text[]))
      ${eachByItself}) mine),
    recorded as (
      insert into ${i} (${columns(i.actId, i.assignmentId, i.schoolId, i.studentId, i.statusBefore, i.dueBefore, i.wasByHand)})
      select ${p.actId}, assignment_id, school_id, student_id, case when is_carried then null else status end, due_at,
             is_due_by_hand from picked),
    unlinked as (
      update ${assignmentDeployments} ${l} set withdrawn_by_act = ${p.actId} from picked
      where ${l.assignmentId} = picked.assignment_id and ${l.deploymentId} = ${p.deploymentId}),
    withdrawn as (
      update ${competencyAssignments} ${a} set status = 'WITHDRAWN', updated_at = now() from picked
      where ${a.id} = picked.assignment_id and not picked.is_carried)
    select ${a.id}, ${a.userId} as "userId", ${a.competencyId} as "competencyId",
           case when picked.is_carried then ${shownStatusSql(a)} else 'WITHDRAWN' end as status,
           ${a.progressPercentage}::float8 as percentage, ${a.result}::float8 as result, picked.is_carried as "isCarried"
    from picked join ${competencyAssignments} ${a} on ${a.id} = picked.assignment_id
    order by ${a.userId}, ${a.id}`,
);

/** The earliest due date of the deployments that carry it is the assignment's. */
export const settleDueDates = sqlStatement(
  "deployment_settle_due",
  changedRow,
  (p: Params<{ assignmentIds: readonly string[] }>) => sql`
    update ${competencyAssignments} ${a} set due_date = carried.due_at, updated_at = now()
    from (select ${l.assignmentId}, min(${l.dueAt}) as due_at from ${assignmentDeployments} ${l}
          where ${l.assignmentId} = any(${p.assignmentIds}) and ${isCarried(l)} group by ${l.assignmentId}) carried
    where ${a.id} = carried.assignment_id and ${isNoneOf(a.status, "WITHDRAWN")}
      and ${a.dueDate} is distinct from carried.due_at
    returning ${changedColumns}`,
);

const dueLink = z.object({
  assignmentId: z.string(),
  userId: z.string(),
  dueAt: z.date().nullable(),
  isDueByHand: z.boolean(),
  createdAt: z.date(),
  ...studentDaysRow,
});

/** What a deployment gives some students, with the days of each from which a due date may be counted. */
export const selectDueLinks = sqlStatement(
  "deployment_due_links",
  dueLink,
  (p: Params<{ deploymentId: string; rotationId: string | null; studentIds: readonly string[] }>) => sql`
    select mine.*, ${studentDaysColumns}
    from unnest(${p.studentIds}::text[]) as given (id)
    ${joinStudentDays(sql`given.id collate "C"`, sql`${p.rotationId}::text collate "C"`)}
    cross join lateral (
      select ${l.assignmentId} as "assignmentId", ${a.userId} as "userId", ${l.dueAt} as "dueAt",
             ${l.isDueByHand} as "isDueByHand", ${a.createdAt} as "createdAt"
      from ${competencyAssignments} ${a} ${joinLink(a, l, p.deploymentId)}
      where ${a.userId} = given.id collate "C" and ${isCarried(l)} ${eachByItself}) mine
    order by "userId", "assignmentId"`,
);

type MovedDates = {
  /** Null where no act is recorded, since the days of a student changed. */
  actId: string | null;
  deploymentId: string;
  assignmentIds: string[];
  studentIds: string[];
  dueDates: (Date | null)[];
  byHand: boolean;
};

/** Writes new due dates to what a deployment gives, and records those before. */
export const moveDueDates = sqlWrite("deployment_move_due", (p: Params<MovedDates>) => {
  const moved = sql`unnest(${p.assignmentIds}::text[], ${p.studentIds}::text[], ${p.dueDates}::timestamptz[])
    as moved (assignment_id, student_id, due_at)`;
  return sql`
    with recorded as (
      insert into ${i} (${columns(i.actId, i.assignmentId, i.schoolId, i.studentId, i.dueBefore, i.dueAfter, i.wasByHand)})
      select ${p.actId}, ${l.assignmentId}, ${l.schoolId}, moved.student_id, ${l.dueAt}, moved.due_at, ${l.isDueByHand}
      from ${moved} join ${assignmentDeployments} ${l}
        on ${l.assignmentId} = moved.assignment_id collate "C" and ${l.deploymentId} = ${p.deploymentId}
      where ${p.actId}::text is not null)
    update ${assignmentDeployments} ${l} set due_at = moved.due_at, is_due_by_hand = ${p.byHand}::boolean from ${moved}
    where ${l.assignmentId} = moved.assignment_id collate "C" and ${l.deploymentId} = ${p.deploymentId}`;
});

/** Open work that a student keeps although they are in none of the groups any more. */
export const keepLinks = sqlStatement(
  "deployment_keep",
  z.object({ id: z.string() }),
  (p: Params<{ actId: string; deploymentId: string; studentIds: readonly string[] }>) => sql`
    with kept as (
      update ${assignmentDeployments} ${l} set is_kept = true from ${competencyAssignments} ${a}
      where ${a.id} = ${l.assignmentId} and ${a.userId} = any(${p.studentIds}) and ${l.deploymentId} = ${p.deploymentId}
        and ${isCarried(l)} and not ${l.isKept}
      returning ${l.assignmentId}, ${l.schoolId}, ${a.userId} as student_id)
    insert into ${i} (${columns(i.actId, i.assignmentId, i.schoolId, i.studentId)})
    select ${p.actId}, assignment_id, school_id, student_id from kept returning assignment_id as id`,
);

type Undone = { actId: string; deploymentId: string; studentIds: readonly string[] };

/** The next students whom an act changed. */
export const selectChangedStudents = sqlStatement(
  "deployment_act_students",
  z.object({ id: z.string() }),
  (p: Params<{ actId: string; after: string; limit: number }>) => sql`
    select distinct ${i.studentId} as id from ${i}
    where ${i.actId} = ${p.actId} and ${i.studentId} > ${p.after} order by 1 limit ${p.limit}`,
);

/**
 * Gives back what an act withdrew, as it was. What the student was given anew since stays as it is, and the old is not
 * restored beside it.
 */
export const restoreLinks = sqlStatement(
  "deployment_restore",
  changedRow.extend({ isRestored: z.boolean() }),
  (p: Params<Undone>) => sql`
    with items as (
      select ${i.assignmentId}, ${a.userId} as student_id, ${a.status} = 'WITHDRAWN' as is_withdrawn,
             ${lastStatusBefore(i.assignmentId)} as status_before,
             not (${a.status} = 'WITHDRAWN' and ${hasAnother()}) and exists (
               select from ${assignmentDeployments} ${l} where ${l.assignmentId} = ${i.assignmentId}
                 and ${l.deploymentId} = ${p.deploymentId} and ${l.withdrawnByAct} = ${p.actId} ${eachByItself})
               as is_restored
      from ${i} join ${competencyAssignments} ${a} on ${a.id} = ${i.assignmentId}
      where ${i.actId} = ${p.actId} and ${i.studentId} = any(${p.studentIds})),
    linked as (
      update ${assignmentDeployments} ${l} set withdrawn_by_act = null from items
      where items.is_restored and ${l.assignmentId} = items.assignment_id and ${l.deploymentId} = ${p.deploymentId}),
    restored as (
      update ${competencyAssignments} ${a} set status = items.status_before, updated_at = now() from items
      where items.is_restored and items.is_withdrawn and ${a.id} = items.assignment_id
      returning ${changedColumns})
    select ${a.id}, ${a.userId} as "userId", ${a.competencyId} as "competencyId",
           coalesce(restored.status, ${shownStatusSql(a)}) as status, ${a.progressPercentage}::float8 as percentage,
           ${a.result}::float8 as result, items.is_restored as "isRestored"
    from items join ${competencyAssignments} ${a} on ${a.id} = items.assignment_id
    left join restored on restored.id = ${a.id} order by ${a.userId}, ${a.id}`,
);

/** The state in which the assignment was when it was withdrawn last. */
function lastStatusBefore(assignmentId: SQLWrapper): SQL {
  const last = alias(deploymentActItems, "last");
  return sql`(select status_before from (
      select ${last.statusBefore}, ${last.actId} from ${deploymentActItems} ${last}
      where ${last.assignmentId} = ${assignmentId} and ${last.statusBefore} is not null ${eachByItself}) items
    order by act_id desc limit 1)`;
}

function hasAnother(): SQL {
  const other = alias(competencyAssignments, "another");
  return sql`exists (select from ${competencyAssignments} ${other}
    where ${other.userId} = ${a.userId} and ${other.competencyId} = ${a.competencyId} and ${other.id} <> ${a.id}
      and ${isNoneOf(other.status, "WITHDRAWN")})`;
}

const touched = z.object({ assignmentId: z.string(), userId: z.string(), isRestored: z.boolean() });

/** Puts due dates back that an act moved, unless they were moved again since. */
export const restoreDueDates = sqlStatement(
  "deployment_restore_due",
  touched,
  (p: Params<Undone>) => sql`
    with items as (
      select ${i.assignmentId}, ${i.studentId}, ${i.dueBefore}, ${i.wasByHand},
             (${l.dueAt} is not distinct from ${i.dueAfter} and ${isCarried(l)}) as is_restored
      from ${i} join ${assignmentDeployments} ${l}
        on ${l.assignmentId} = ${i.assignmentId} and ${l.deploymentId} = ${p.deploymentId}
      where ${i.actId} = ${p.actId} and ${i.studentId} = any(${p.studentIds})),
    restored as (
      update ${assignmentDeployments} ${l} set due_at = items.due_before, is_due_by_hand = items.was_by_hand from items
      where items.is_restored and ${l.assignmentId} = items.assignment_id and ${l.deploymentId} = ${p.deploymentId})
    select assignment_id as "assignmentId", student_id as "userId", is_restored as "isRestored" from items`,
);

export const unkeepLinks = sqlStatement(
  "deployment_unkeep",
  touched,
  (p: Params<Undone>) => sql`
    update ${assignmentDeployments} ${l} set is_kept = false from ${i}
    where ${i.actId} = ${p.actId} and ${i.studentId} = any(${p.studentIds})
      and ${l.assignmentId} = ${i.assignmentId} and ${l.deploymentId} = ${p.deploymentId}
    returning ${i.assignmentId} as "assignmentId", ${i.studentId} as "userId", true as "isRestored"`,
);

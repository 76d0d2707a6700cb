import { and, eq, lte, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { announceProgress, changedRow } from "#src/features/deployments/announce-progress.ts";
import { dueAtOf } from "#src/features/deployments/due-dates.ts";
import { events } from "#src/features/deployments/events.ts";
import { moveDeployment } from "#src/features/deployments/move-deployment.ts";
import { isGivenInBatch, joinTargetedStudents } from "#src/features/deployments/queries.ts";
import { deploymentSteps, isAssigning } from "#src/features/deployments/rules.ts";
import {
  duePlanOf,
  joinStudentDays,
  studentDaysColumns,
  studentDaysRow,
} from "#src/features/deployments/student-days.ts";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { shownStatusSql } from "#src/features/progress/overdue.ts";
import { lockProgressRows, rebuildProgress } from "#src/features/progress/queries.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { newId } from "#src/lib/ids.ts";
import { allowsStep } from "#src/lib/state-table.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { planAnew } from "#src/platform/db/plan-anew.ts";
import { columns, type Params, type RowOf, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/**
 * The approximate number of assignments that one transaction creates: a compromise between speed and the time that
 * locks are held.
 */
const assignmentsPerBatch = 1000;

/** How many students are done in one transaction. */
export function studentsPerBatch(competencies: number): number {
  return Math.max(1, Math.floor(assignmentsPerBatch / Math.max(1, competencies)));
}

type Deployment = RowOf<typeof lockDue>;
type Made = RowOf<typeof upsertAssignments>;

/**
 * Creates a deployment's assignments for some students at a time; each batch is one transaction with its progress rows
 * and events. It may be stopped at any point and run again, also twice at once: a student who was already given the
 * deployment is skipped, and batches of one deployment wait for each other. On an active deployment it creates the
 * missing assignments of students who joined later.
 */
export async function activateDeployment(actor: SystemActor, deploymentId: string): Promise<void> {
  const deployment = await withActor(actor, (tx) => begin(tx, deploymentId));
  if (!deployment) return;
  const size = studentsPerBatch(deployment.competencyIds.length);
  // A student to whom nothing can be assigned is skipped, and is not selected again.
  let after: string | undefined = deployment.competencyIds.length === 0 ? undefined : "";
  while (after !== undefined) {
    const from: string = after;
    after = await withActor(actor, (tx) => assignBatch(tx, deployment.id, from, size));
    wakeRelay();
  }
  await withActor(actor, (tx) => finish(tx, actor, deployment));
  wakeRelay();
}

/** Records that activation failed permanently; an admin may start it again. */
export async function failDeployment(actor: SystemActor, deploymentId: string): Promise<void> {
  await withActor(actor, async (tx) => {
    const [deployment] = await tx.query(lockDeployment, { id: deploymentId });
    if (!deployment || !allowsStep(deploymentSteps, deployment.status, "FAILED", "job")) return;
    moveDeployment(tx, deployment, "FAILED", "job", notAllMade);
  });
}

const notAllMade =
  "Not every student could be given the competencies. What was assigned stays; try again to assign the rest.";

async function begin(tx: Tx, deploymentId: string): Promise<Deployment | undefined> {
  const [deployment] = await tx.query(lockDue, { id: deploymentId });
  if (!deployment) return undefined;
  const isRetired = deployment.frameworkStatus === "DEPRECATED" && !deployment.deprecatedToo;
  if (allowsStep(deploymentSteps, deployment.status, "ACTIVATING", "job")) {
    moveDeployment(tx, deployment, "ACTIVATING", "job");
    if (!isRetired) return { ...deployment, status: "ACTIVATING" };
    moveDeployment(tx, { ...deployment, status: "ACTIVATING" }, "FAILED", "job", retired);
    return undefined;
  }
  // Who joins later gets a retired framework only if the admin said so.
  if (isRetired && deployment.status === "ACTIVE") return undefined;
  return isAssigning(deployment.status) ? deployment : undefined;
}

const retired =
  "The framework was retired before this began. Assign it also when it is retired, or publish it again, and try again.";

/** Assigns to the next students in id order; returns the last of them, or undefined when there are no more. */
async function assignBatch(tx: Tx, id: string, after: string, size: number): Promise<string | undefined> {
  planAnew(tx);
  // Loaded for each batch: an admin may have moved the due date of an active deployment in between.
  const [deployment] = await tx.query(lockDue, { id });
  if (!deployment || !isAssigning(deployment.status)) return undefined;
  const students = await tx.query(selectUngiven, { deploymentId: deployment.id, after, limit: size });
  const ids = students.map(({ id }) => id);
  if (ids.length === 0) return undefined;
  await lockProgressRows(tx, ids);
  const { made, given } = await insertAssignments(tx, deployment, students);
  await rebuildProgress(tx, [...new Set(made.map(({ userId }) => userId))]);
  await announceAssignments(tx, deployment, made);
  tx.send(updateDone, { id: deployment.id, given });
  return ids.at(-1);
}

/**
 * A student has one live assignment for a competency: a second deployment attaches to it, and the earlier due date
 * counts. A relative due date is counted from the days of each student.
 */
async function insertAssignments(
  tx: Tx,
  deployment: Deployment,
  students: readonly RowOf<typeof selectUngiven>[],
): Promise<{ made: Made[]; given: number }> {
  const { timeZone, competencyIds } = deployment;
  const plan = duePlanOf(deployment);
  // Who joins a deployment that is active already is given it today.
  const givenOn = dayIn(deployment.status === "ACTIVE" ? now() : deployment.effectiveAt, timeZone);
  const due = students.map((student) => ({ user: student.id, dueAt: dueAtOf(plan, student, givenOn, timeZone) }));
  const pairs = due.flatMap((each) => competencyIds.map((competency) => ({ ...each, competency })));
  const made = await tx.query(upsertAssignments, {
    ids: pairs.map(() => newId()),
    userIds: pairs.map(({ user }) => user),
    competencyIds: pairs.map(({ competency }) => competency),
    dueDates: pairs.map(({ dueAt }) => dueAt),
    schoolId: deployment.schoolId,
    deploymentId: deployment.id,
  });
  const given = await tx.query(insertLinks, {
    deploymentId: deployment.id,
    studentIds: due.map(({ user }) => user),
    dueDates: due.map(({ dueAt }) => dueAt),
    competencyIds,
  });
  return { made, given };
}

/** Open pages are told, and the students are sent a notification about new assignments if the admin asked for it. */
async function announceAssignments(tx: Tx, deployment: Deployment, made: readonly Made[]): Promise<void> {
  await announceProgress(tx, deployment.schoolId, made);
  if (!deployment.notifications) return;
  const students = [
    ...Map.groupBy(
      made.filter(({ isNew }) => isNew),
      ({ userId }) => userId,
    ),
  ];
  notify(
    tx,
    ...students.map(([userId, lines]): Notification => {
      const base = { schoolId: deployment.schoolId, userId, payload: { deploymentId: deployment.id } };
      const { framework } = deployment;
      return lines.length === 1
        ? { ...base, template: "competencyAssigned", variables: { framework_name: framework } }
        : {
            ...base,
            template: "competenciesAssigned",
            variables: { competency_count: lines.length, framework_name: framework },
          };
    }),
  );
}

async function finish(tx: Tx, actor: SystemActor, deployment: Deployment): Promise<void> {
  const [locked] = await tx.query(lockDeployment, { id: deployment.id });
  if (!locked || !allowsStep(deploymentSteps, locked.status, "ACTIVE", "job")) return;
  moveDeployment(tx, locked, "ACTIVE", "job");
  tx.send(updatePlanned, { id: deployment.id });
  emit(tx, [events.activated.of({ schoolId: deployment.schoolId, data: { deploymentId: deployment.id } })]);
  audit(tx, actor, {
    action: "deployment.activate",
    entityType: "deployment",
    entityId: deployment.id,
    schoolId: deployment.schoolId,
  });
}

const lockDeployment = statement("deployment_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({ id: competencyDeployments.id, status: competencyDeployments.status })
    .from(competencyDeployments)
    .where(eq(competencyDeployments.id, p.id))
    .for("update"),
);

/** A deployment whose effective date has passed, with its competencies. */
const lockDue = statement("deployment_lock_due", (db, p: Params<{ id: string }>) => {
  const d = competencyDeployments;
  return db
    .select({
      id: d.id,
      schoolId: d.schoolId,
      status: d.status,
      effectiveAt: d.effectiveAt,
      dueAt: d.dueAt,
      dueFrom: d.dueFrom,
      dueOffset: d.dueOffset,
      dueUnit: d.dueUnit,
      dueRotationId: d.dueRotationId,
      notifications: d.notifications,
      deprecatedToo: d.deprecatedToo,
      timeZone: schools.timeZone,
      framework: competencyTemplates.name,
      frameworkStatus: competencyTemplates.status,
      competencyIds: sql<string[]>`array(
        select ${competencies.id} from ${competencies}
        where ${competencies.templateId} = ${d.templateId}
          and (${d.competencyIds} is null or ${competencies.id} = any(${d.competencyIds}))
        order by ${competencies.sortOrder}, ${competencies.id})`,
    })
    .from(d)
    .innerJoin(competencyTemplates, eq(competencyTemplates.id, d.templateId))
    .innerJoin(schools, eq(schools.id, d.schoolId))
    .where(and(eq(d.id, p.id), lte(d.effectiveAt, sql`now()`)))
    .for("update", { of: d });
});

const t = alias(deploymentTargets, "t");

const d = alias(competencyDeployments, "d");

const selectUngiven = sqlStatement(
  "deployment_ungiven_students",
  z.object({ id: z.string(), ...studentDaysRow }),
  (p: Params<{ deploymentId: string; after: string; limit: number }>) => sql`
    select next.id, ${studentDaysColumns}
    from (
      select distinct u.id from ${deploymentTargets} ${t} ${joinTargetedStudents}
      where ${t.deploymentId} = ${p.deploymentId} and ${t.withdrawnByAct} is null and u.id > ${p.after}
        and not ${isGivenInBatch(sql`u.id`, p.deploymentId)}
      order by u.id limit ${p.limit}) next
    join ${competencyDeployments} ${d} on ${d.id} = ${p.deploymentId}
    ${joinStudentDays(sql`next.id`, d.dueRotationId)}
    order by next.id`,
);

type NewAssignments = {
  ids: string[];
  userIds: string[];
  competencyIds: string[];
  dueDates: (Date | null)[];
  schoolId: string;
  deploymentId: string;
};

const madeRow = changedRow.extend({ isNew: z.boolean() });

const upsertAssignments = sqlStatement("deployment_upsert_assignments", madeRow, (p: Params<NewAssignments>) => {
  const a = alias(competencyAssignments, "a");
  return sql`
    insert into ${competencyAssignments} as ${a}
      (${columns(a.id, a.schoolId, a.userId, a.competencyId, a.deploymentId, a.dueDate)})
    select n.id, ${p.schoolId}, n.user_id, n.competency_id, ${p.deploymentId}, n.due_date
    from unnest(${p.ids}::text[], ${p.userIds}::text[], ${p.competencyIds}::text[], ${p.dueDates}::timestamptz[])
      as n (id, user_id, competency_id, due_date)
    on conflict (${columns(a.userId, a.competencyId)}) where ${columns(a.status)} <> 'WITHDRAWN' do update
      set ${columns(a.dueDate)} = excluded.due_date, ${columns(a.updatedAt)} = now()
      where excluded.due_date is not null and (${a.dueDate} is null or excluded.due_date < ${a.dueDate})
    returning ${a.id}, ${a.userId} as "userId", ${a.competencyId} as "competencyId", ${shownStatusSql(a)} as status,
      ${a.progressPercentage}::float8 as percentage, ${a.result}::float8 as result, ${a}.xmax = 0 as "isNew"`;
});

type NewLinks = { deploymentId: string; studentIds: string[]; dueDates: (Date | null)[]; competencyIds: string[] };

const insertLinks = sqlWrite("deployment_insert_links", (p: Params<NewLinks>) => {
  const l = assignmentDeployments;
  const a = competencyAssignments;
  return sql`
    insert into ${l} (${columns(l.assignmentId, l.deploymentId, l.schoolId, l.dueAt)})
    select ${a.id}, ${p.deploymentId}, ${a.schoolId}, given.due_at
    from unnest(${p.studentIds}::text[], ${p.dueDates}::timestamptz[]) as given (student_id, due_at)
    join ${a} on ${a.userId} = given.student_id collate "C"
    where ${a.competencyId} = any(${p.competencyIds}) and ${a.status} <> 'WITHDRAWN'
    on conflict do nothing`;
});

const updateDone = statement("deployment_count_done", (db, p: Params<{ id: string; given: number }>) => {
  const { id, assignmentsDone, assignmentsPlanned } = competencyDeployments;
  const done = sql`${assignmentsDone} + ${p.given}::int`;
  return db
    .update(competencyDeployments)
    .set({
      assignmentsDone: done,
      assignmentsPlanned: sql`greatest(${assignmentsPlanned}, ${done})`,
      updatedAt: sql`now()`,
    })
    .where(eq(id, p.id));
});

/** Sets the planned number to the number created, which may differ from the number of students expected. */
const updatePlanned = statement("deployment_settle_planned", (db, p: Params<{ id: string }>) =>
  db
    .update(competencyDeployments)
    .set({ assignmentsPlanned: sql`${competencyDeployments.assignmentsDone}` })
    .where(eq(competencyDeployments.id, p.id)),
);

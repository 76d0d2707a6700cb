import { isGivenSql, targetedStudentsSql } from "#src/features/deployments/queries.ts";
import type { DeploymentStatus } from "#src/features/deployments/rules.ts";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { lockProgressRows, rebuildProgress } from "#src/features/progress/queries.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import type { AssignmentStatus } from "#src/features/progress/schema.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit, type NewEvent } from "#src/platform/events/events.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/** About how many assignments one transaction makes: long enough to be quick, short enough to keep nobody waiting. */
const assignmentsPerBatch = 1000;

type Deployment = {
  id: string;
  school_id: string;
  status: DeploymentStatus;
  due_at: Date | null;
  notifications: boolean;
  framework: string;
  competency_ids: string[];
};

/**
 * Makes a deployment's assignments, some students at a time, each batch whole with its progress rows and events. It
 * may be stopped anywhere and run again, also twice at once: a student who was given the deployment is passed over,
 * and batches of one deployment wait for each other. Run on an active deployment it gives students who joined later
 * what they lack.
 */
export async function activateDeployment(actor: SystemActor, deploymentId: string): Promise<void> {
  const deployment = await withActor(actor, (tx) => begin(tx, deploymentId));
  if (!deployment) return;
  const size = Math.max(1, Math.floor(assignmentsPerBatch / Math.max(1, deployment.competency_ids.length)));
  // Whoever cannot be given anything is passed over once, and not met again.
  let after: string | undefined = deployment.competency_ids.length === 0 ? undefined : "";
  while (after !== undefined) {
    const from: string = after;
    after = await withActor(actor, (tx) => assignBatch(tx, deployment, from, size));
    wakeRelay();
  }
  await withActor(actor, (tx) => finish(tx, actor, deployment));
  wakeRelay();
}

/** Says that activation failed for good; an admin may start it again. */
export async function failDeployment(actor: SystemActor, deploymentId: string): Promise<void> {
  await withActor(actor, (tx) =>
    tx.query({
      text: `update competency_deployments set status = 'FAILED', updated_at = now(),
               error = 'The assignments could not all be made. Those that were made stay; deploy again to the same groups to go on.'
             where id = $1 and status = 'ACTIVATING'`,
      values: [deploymentId],
    }),
  );
}

async function begin(tx: Tx, deploymentId: string): Promise<Deployment | undefined> {
  const { rows } = await tx.query<Deployment>({
    text: `select d.id, d.school_id, d.status, d.due_at, d.notifications, t.name as framework,
                  array(select c.id from competencies c where c.template_id = d.template_id
                        and (d.competency_ids is null or c.id = any(d.competency_ids)) order by c.sort_order, c.id) as competency_ids
           from competency_deployments d join competency_templates t on t.id = d.template_id
           where d.id = $1 and d.effective_at <= now() for update of d`,
    values: [deploymentId],
  });
  const deployment = rows[0];
  if (!deployment || !["SCHEDULED", "ACTIVATING", "ACTIVE"].includes(deployment.status)) return undefined;
  if (deployment.status === "SCHEDULED") {
    await tx.query({
      text: "update competency_deployments set status = 'ACTIVATING', updated_at = now() where id = $1",
      values: [deploymentId],
    });
  }
  return deployment;
}

/** Assigns to the next students by id; answers with the last of them, or undefined when there are no more. */
async function assignBatch(tx: Tx, deployment: Deployment, after: string, size: number): Promise<string | undefined> {
  const { rows: live } = await tx.query({
    text: "select 1 from competency_deployments where id = $1 and status in ('ACTIVATING', 'ACTIVE') for update",
    values: [deployment.id],
  });
  if (live.length === 0) return undefined;
  const { rows: students } = await tx.query<{ id: string }>({
    text: `select distinct u.id from deployment_targets t ${targetedStudentsSql}
           where t.deployment_id = $1 and u.id > $2 and not ${isGivenSql("u.id", "$1")}
           order by u.id limit $3`,
    values: [deployment.id, after, size],
  });
  const ids = students.map(({ id }) => id);
  if (ids.length === 0) return undefined;
  await lockProgressRows(tx, ids);
  const { made, given } = await insertAssignments(tx, deployment, ids);
  await rebuildProgress(tx, [...new Set(made.map(({ user_id }) => user_id))]);
  await tell(tx, deployment, made);
  await tx.query({
    text: `update competency_deployments set updated_at = now(), assignments_done = assignments_done + $2,
             assignments_planned = greatest(assignments_planned, assignments_done + $2)
           where id = $1`,
    values: [deployment.id, given],
  });
  return ids.at(-1);
}

type Made = {
  id: string;
  user_id: string;
  competency_id: string;
  status: AssignmentStatus;
  percentage: number;
  result: number | null;
  is_new: boolean;
};

/** A student has one live assignment for a competency: a second deployment attaches, and the earlier due date counts. */
async function insertAssignments(
  tx: Tx,
  deployment: Deployment,
  studentIds: readonly string[],
): Promise<{ made: Made[]; given: number }> {
  const pairs = studentIds.flatMap((user) => deployment.competency_ids.map((competency) => ({ user, competency })));
  const columns = [
    pairs.map(() => newId()),
    pairs.map(({ user }) => user),
    pairs.map(({ competency }) => competency),
  ] as const;
  const { rows } = await tx.query<Made>({
    text: `
      insert into competency_assignments as a (id, school_id, user_id, competency_id, deployment_id, due_date)
      select p.id, $4, p.user_id, p.competency_id, $5, $6
      from unnest($1::text[], $2::text[], $3::text[]) as p (id, user_id, competency_id)
      on conflict (user_id, competency_id) where status <> 'WITHDRAWN' do update
        set due_date = excluded.due_date, updated_at = now()
        where excluded.due_date is not null and (a.due_date is null or excluded.due_date < a.due_date)
      returning a.id, a.user_id, a.competency_id, a.status, a.progress_percentage::float8 as percentage,
        a.result::float8 as result, a.xmax = 0 as is_new`,
    values: [...columns, deployment.school_id, deployment.id, deployment.due_at],
  });
  const { rowCount } = await tx.query({
    text: `insert into assignment_deployments (assignment_id, deployment_id, school_id)
           select a.id, $3, a.school_id from competency_assignments a
           where a.user_id = any($1) and a.competency_id = any($2) and a.status <> 'WITHDRAWN'
           on conflict do nothing`,
    values: [studentIds, deployment.competency_ids, deployment.id],
  });
  return { made: rows, given: rowCount };
}

/**
 * One event for each student who has a new assignment or an earlier due date, so that open dashboards move; a
 * notification of what is new where the admin asked for one.
 */
async function tell(tx: Tx, deployment: Deployment, made: readonly Made[]): Promise<void> {
  const byStudent = Map.groupBy(made, ({ user_id }) => user_id);
  if (byStudent.size === 0) return;
  const { rows } = await tx.query<{ student_id: string; total: number; completed: number }>({
    text: "select student_id, total, completed from student_progress where student_id = any($1)",
    values: [[...byStudent.keys()]],
  });
  const events = rows.flatMap((row): NewEvent[] => {
    const first = byStudent.get(row.student_id)?.[0];
    if (!first) return [];
    return [
      {
        type: "progress.updated",
        schoolId: deployment.school_id,
        studentId: row.student_id,
        data: {
          studentId: row.student_id,
          overall: {
            totalCompetencies: row.total,
            completedCompetencies: row.completed,
            progressPercentage: overallProgress(row.completed, row.total),
          },
          assignment: {
            id: first.id,
            competencyId: first.competency_id,
            status: first.status,
            progressPercentage: first.percentage,
            result: first.result,
          },
        },
      },
    ];
  });
  emit(tx, events);
  if (!deployment.notifications) return;
  const students = [
    ...Map.groupBy(
      made.filter(({ is_new }) => is_new),
      ({ user_id }) => user_id,
    ),
  ];
  notify(
    tx,
    ...students.map(([userId, lines]): Notification => {
      const base = { schoolId: deployment.school_id, userId, payload: { deploymentId: deployment.id } };
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
  const { rowCount } = await tx.query({
    text: `update competency_deployments set status = 'ACTIVE', error = null, updated_at = now(),
             assignments_planned = assignments_done
           where id = $1 and status = 'ACTIVATING'`,
    values: [deployment.id],
  });
  if (rowCount === 0) return;
  emit(tx, [{ type: "deployment.activated", schoolId: deployment.school_id, data: { deploymentId: deployment.id } }]);
  audit(tx, actor, {
    action: "deployment.activate",
    entityType: "deployment",
    entityId: deployment.id,
    schoolId: deployment.school_id,
  });
}

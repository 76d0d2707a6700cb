import { and, desc, eq, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { DeploymentLine, deploymentsQuery } from "#src/features/deployments/schema.ts";
import { dayIn } from "#src/lib/day.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { type Params, type RowOf, statement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * The students (`u`) in a target (`t`) now. A program's students are also those of its cohorts, whether or not their
 * own row contains the program. Each student is listed once for each group, so that the join is on equality and stays
 * fast when the planner has no statistics for the tables yet.
 */
export const joinTargetedStudents = sql`
  join (select ${users.id}, ${users.schoolId}, ${users.updatedAt}, g.type, g.id as group_id
        from ${users} left join ${cohorts} on ${cohorts.id} = ${users.cohortId}
        cross join lateral (values ('cohort' collate "C", ${users.cohortId}),
          ('program', coalesce(${users.programId}, ${cohorts.programId})), ('student', ${users.id})) g (type, id)
        where ${users.role} = 'STUDENT' and ${takesPart(users)}) u
    on u.school_id = t.school_id and u.type = t.target_type and u.group_id = t.target_id`;

/**
 * Whether a student was given a deployment. It looks at the rows and not at their times: a time would miss a student
 * who joined in a transaction that committed late. Assignments withdrawn since then count as given, so that they are
 * not created again.
 */
export function isGiven(studentId: SQLWrapper, deploymentId: SQLWrapper): SQL {
  return sql`exists (select from ${competencyAssignments}
    join ${assignmentDeployments} on ${assignmentDeployments.assignmentId} = ${competencyAssignments.id}
    where ${competencyAssignments.userId} = ${studentId} and ${assignmentDeployments.deploymentId} = ${deploymentId})`;
}

/** Deployments of the admin's school, newest first. */
export async function listDeployments(
  ctx: UserContext,
  query: z.output<typeof deploymentsQuery>,
): Promise<{ items: DeploymentLine[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor, ["id"]);
  const rows = await readAs(ctx.actor, (tx) =>
    tx.query(selectDeployments, {
      templateId: query.templateId ?? null,
      beforeId: after?.[0] ?? null,
      limit: query.limit + 1,
    }),
  );
  return pageOf(rows, query.limit, lineOf, (row) => [row.id]);
}

export async function getDeployment(ctx: UserContext, id: string): Promise<DeploymentLine> {
  const [row] = await readAs(ctx.actor, (tx) => tx.query(selectDeployment, { id }));
  if (!row) throw new AppError("not_found", "There is no such assignment to students.");
  return lineOf(row);
}

function lineOf({ timeZone, ...row }: RowOf<typeof selectDeployment>): DeploymentLine {
  return {
    ...row,
    effectiveOn: dayIn(row.effectiveAt, timeZone),
    dueOn: row.dueAt && dayIn(row.dueAt, timeZone),
    effectiveAt: row.effectiveAt.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

const student = alias(users, "student");

const targets = sql`
  select json_agg(json_build_object('type', ${deploymentTargets.targetType}, 'id', ${deploymentTargets.targetId},
      'name', coalesce(${cohorts.name}, ${programs.name}, ${student.name}, ''))
    order by ${deploymentTargets.targetType}, ${deploymentTargets.targetId})
  from ${deploymentTargets}
  left join ${cohorts} on ${deploymentTargets.targetType} = 'cohort' and ${cohorts.id} = ${deploymentTargets.targetId}
  left join ${programs} on ${deploymentTargets.targetType} = 'program' and ${programs.id} = ${deploymentTargets.targetId}
  left join ${users} ${student}
    on ${deploymentTargets.targetType} = 'student' and ${student.id} = ${deploymentTargets.targetId}
  where ${deploymentTargets.deploymentId} = ${competencyDeployments.id}`;

const deploymentColumns = {
  id: competencyDeployments.id,
  templateId: competencyDeployments.templateId,
  frameworkName: competencyTemplates.name,
  status: competencyDeployments.status,
  // The targets are built here with the schema's field names, and the endpoint's schema checks them.
  targets: sql<DeploymentLine["targets"]>`coalesce((${targets}), '[]')`,
  effectiveAt: competencyDeployments.effectiveAt,
  dueAt: competencyDeployments.dueAt,
  timeZone: schools.timeZone,
  assignmentsPlanned: competencyDeployments.assignmentsPlanned,
  assignmentsDone: competencyDeployments.assignmentsDone,
  error: competencyDeployments.error,
  createdAt: competencyDeployments.createdAt,
};

const selectDeployments = statement(
  "deployments_list",
  (db, p: Params<{ templateId: string | null; beforeId: string | number | null; limit: number }>) =>
    db
      .select(deploymentColumns)
      .from(competencyDeployments)
      .innerJoin(competencyTemplates, eq(competencyTemplates.id, competencyDeployments.templateId))
      .innerJoin(schools, eq(schools.id, competencyDeployments.schoolId))
      .where(
        and(
          sql`(${p.templateId}::text is null or ${competencyDeployments.templateId} = ${p.templateId})`,
          sql`(${p.beforeId}::text is null or ${competencyDeployments.id} < ${p.beforeId})`,
        ),
      )
      .orderBy(desc(competencyDeployments.id))
      .limit(p.limit),
);

const selectDeployment = statement("deployment_get", (db, p: Params<{ id: string }>) =>
  db
    .select(deploymentColumns)
    .from(competencyDeployments)
    .innerJoin(competencyTemplates, eq(competencyTemplates.id, competencyDeployments.templateId))
    .innerJoin(schools, eq(schools.id, competencyDeployments.schoolId))
    .where(eq(competencyDeployments.id, p.id)),
);

import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { isCarried } from "#src/features/deployments/queries.ts";
import type { StudentDeploymentsAnswer } from "#src/features/deployments/schema.ts";
import { isKnownStudent } from "#src/features/progress/queries.ts";
import { openStatuses } from "#src/features/progress/values.ts";
import { dayIn } from "#src/lib/day.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const atMost = 100;

/** The deployments by which a student has open work, the first due first: what an admin extends or withdraws for them. */
export async function listStudentDeployments(ctx: UserContext, studentId: string): Promise<StudentDeploymentsAnswer> {
  const [rows, isKnown] = await readAs(
    ctx.actor,
    (tx) => Promise.all([tx.query(selectOfStudent, { studentId, limit: atMost }), isKnownStudent(tx, studentId)]),
    { what: "deployments of a student", requestId: ctx.requestId, subject: ofStudent(studentId) },
  );
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return {
    items: rows.map(({ dueAt, effectiveAt, timeZone, ...row }) => ({
      ...row,
      dueOn: dueAt && dayIn(dueAt, timeZone),
      effectiveOn: dayIn(effectiveAt, timeZone),
    })),
  };
}

const row = z.object({
  deploymentId: z.string(),
  frameworkName: z.string(),
  effectiveAt: z.date(),
  open: z.number(),
  dueAt: z.date().nullable(),
  timeZone: z.string(),
});

const d = competencyDeployments;
const a = competencyAssignments;
const l = assignmentDeployments;

const selectOfStudent = sqlStatement(
  "deployments_of_student",
  row,
  (p: Params<{ studentId: string; limit: number }>) => sql`
    with held as (
      select ${l.deploymentId}, count(*)::int as open, min(${a.dueDate}) as due_at
      from ${a} join ${l} on ${l.assignmentId} = ${a.id}
      where ${a.userId} = ${p.studentId} and ${isCarried(l)} and ${isOneOf(a.status, ...openStatuses)}
      group by ${l.deploymentId})
    select ${d.id} as "deploymentId", ${competencyTemplates.name} as "frameworkName",
           ${d.effectiveAt} as "effectiveAt", held.open, held.due_at as "dueAt", ${schools.timeZone} as "timeZone"
    from held join ${d} on ${d.id} = held.deployment_id
    join ${competencyTemplates} on ${competencyTemplates.id} = ${d.templateId}
    join ${schools} on ${schools.id} = ${d.schoolId}
    where ${d.status} = 'ACTIVE'
    order by held.due_at nulls last, ${d.id} limit ${p.limit}`,
);

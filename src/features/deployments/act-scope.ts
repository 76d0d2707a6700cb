import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { isCarried, isGiven, isGivenInBatch } from "#src/features/deployments/queries.ts";
import { invalid } from "#src/features/deployments/read-plan.ts";
import { type Scope, scope } from "#src/features/deployments/schema.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { assignmentDeployments } from "#src/platform/db/tables/competency-assignments.ts";
import { deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** What a job needs to know of an act; kept in its row, in the shape that the commands write. */
export const actDetail = z.object({
  scope: scope.default({ type: "all" }),
  competencyIds: z.array(z.string()).nullable().default(null),
  completedToo: z.boolean().default(false),
  due: z
    .object({
      dueAt: z.string().nullable().default(null),
      rule: z
        .object({
          from: z.enum(["START", "EFFECTIVE", "ROTATION_START", "ROTATION_END"]),
          offset: z.number(),
          unit: z.enum(["DAY", "WEEK"]),
          rotationId: z.string().nullable(),
        })
        .nullable()
        .default(null),
      moveByDays: z.number().nullable().default(null),
      alsoByHand: z.boolean().default(false),
    })
    .optional(),
});
export type ActDetail = z.output<typeof actDetail>;

export type ScopeParams = {
  scopeType: Scope["type"];
  groupType: string | null;
  groupId: string | null;
  studentIds: string[];
  /** Whoever is also in another group of the deployment is left out. */
  exceptOthers: boolean;
};

export function scopeParams(given: Scope, { exceptOthers }: { exceptOthers: boolean }): ScopeParams {
  return {
    scopeType: given.type,
    groupType: given.type === "group" ? given.group.type : null,
    groupId: given.type === "group" ? given.group.id : null,
    studentIds: given.type === "students" ? given.studentIds : [],
    exceptOthers,
  };
}

/**
 * Checks that a group is one of the deployment and that each student has something of it, and counts whom the scope is
 * about.
 */
export async function countScope(
  tx: Tx,
  deployment: { id: string; schoolId: string; targets: readonly { type: string; id: string }[] },
  given: Scope,
  options: { exceptOthers: boolean },
): Promise<number> {
  if (given.type === "group") {
    const { type, id } = given.group;
    if (!deployment.targets.some((each) => each.type === type && each.id === id)) {
      throw invalid([{ path: "scope.group", message: "is not a group that this is assigned to" }]);
    }
  }
  const [counted] = await tx.query(countScoped, {
    ...scopeParams(given, options),
    deploymentId: deployment.id,
    schoolId: deployment.schoolId,
    after: "",
  });
  const students = counted?.students ?? 0;
  if (given.type === "students" && students < new Set(given.studentIds).size) {
    throw invalid([{ path: "scope.studentIds", message: "names somebody who has nothing by this assignment" }]);
  }
  if (students === 0 && given.type === "group") {
    throw new AppError("conflict", "Nobody in this group has anything by this assignment.");
  }
  return students;
}

type Scoped = ScopeParams & { deploymentId: string; schoolId: string; after: string };

function scopedStudents(p: Params<Scoped>, isOf: typeof isGiven): SQL {
  const program = sql`coalesce(${users.programId}, ${cohorts.programId})`;
  const t = deploymentTargets;
  return sql`
    from ${users} left join ${cohorts} on ${cohorts.id} = ${users.cohortId}
    where ${users.schoolId} = ${p.schoolId} and ${users.role} = 'STUDENT' and ${users.id} > ${p.after}
      and (${p.scopeType}::text <> 'students' or ${users.id} = any(${p.studentIds}::text[]))
      and (${p.scopeType}::text <> 'group'
        or (case ${p.groupType}::text when 'cohort' then ${users.cohortId} else ${program} end = ${p.groupId}::text
          and not (${p.exceptOthers}::boolean and exists (
            select from ${t} where ${t.deploymentId} = ${p.deploymentId} and ${t.withdrawnByAct} is null
              and not (${t.targetType} = ${p.groupType}::text and ${t.targetId} = ${p.groupId}::text)
              and ${t.targetId} = case ${t.targetType} when 'cohort' then ${users.cohortId}
                when 'student' then ${users.id} else ${program} end))))
      and ${isOf(users.id, p.deploymentId, isCarried(assignmentDeployments))}`;
}

const countScoped = sqlStatement(
  "deployment_scope_count",
  z.object({ students: z.number() }),
  (p: Params<Scoped>) => sql`select count(*)::int as students ${scopedStudents(p, isGiven)}`,
);

/** The next students of a scope in id order. */
export const selectScoped = sqlStatement(
  "deployment_scope_students",
  z.object({ id: z.string() }),
  (p: Params<Scoped & { limit: number }>) =>
    sql`select ${users.id} ${scopedStudents(p, isGivenInBatch)} order by ${users.id} limit ${p.limit}`,
);

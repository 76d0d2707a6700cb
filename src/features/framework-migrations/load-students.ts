import { sql } from "drizzle-orm";
import { z } from "zod";
import {
  type HeldAssignment,
  isRecounted,
  planStudent,
  type StudentPlan,
} from "#src/features/framework-migrations/rules.ts";
import { loadVersions } from "#src/features/framework-versions/queries.ts";
import { type Pairs, pairVersions } from "#src/features/framework-versions/rules.ts";
import { assignmentFactsSql } from "#src/features/progress/assignment-facts.ts";
import { a, c, criteriaSql, e, rs, s, sc } from "#src/features/progress/evidence.ts";
import { assignmentFacts } from "#src/features/progress/facts.ts";
import { decideRecount, type Recount } from "#src/features/progress/rules.ts";
import { assignmentStatuses } from "#src/features/progress/values.ts";
import { now } from "#src/lib/clock.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

export type Versions = { fromId: string; toId: string; pairs: Pairs };

export async function pairOf(tx: Tx, fromId: string, toId: string): Promise<Versions> {
  const { earlier, later } = await loadVersions(tx, toId, fromId);
  return { fromId, toId, pairs: pairVersions(earlier, later) };
}

/** What moving these students would change for each, as things are now; the same for a preview and for the move. */
export async function planStudents(
  tx: Tx,
  { fromId, toId, pairs }: Versions,
  studentIds: readonly string[],
): Promise<Map<string, StudentPlan>> {
  const held = await tx.query(selectHeld, { studentIds, fromId, toId });
  const pairOfCompetency = new Map(pairs.pairs.map((pair) => [pair.before.id, pair]));
  const counted = held.flatMap((assignment) => {
    const pair = pairOfCompetency.get(assignment.competencyId);
    return pair && isRecounted(pair, assignment) ? [{ id: assignment.id, competencyId: pair.after.id }] : [];
  });
  const recounts = await decideRecounts(tx, counted);
  const byStudent = Map.groupBy(held, ({ studentId }) => studentId);
  return new Map(
    studentIds.map((studentId) => [studentId, planStudent({ pairs, held: byStudent.get(studentId) ?? [], recounts })]),
  );
}

/** The decisions that a recount will take once each assignment is of its new competency. */
async function decideRecounts(
  tx: Tx,
  counted: readonly { id: string; competencyId: string }[],
): Promise<Map<string, Recount>> {
  if (counted.length === 0) return new Map();
  const rows = await tx.query(selectFutureFacts, {
    ids: counted.map(({ id }) => id),
    competencyIds: counted.map(({ competencyId }) => competencyId),
  });
  const at = now();
  return new Map(rows.map(({ facts }) => [facts.assignmentId, decideRecount(facts, "migration", at)]));
}

const heldRow = z.object({
  id: z.string(),
  studentId: z.string(),
  competencyId: z.string(),
  status: z.enum(assignmentStatuses),
  dueDate: z.date().nullable(),
  completionDate: z.date().nullable(),
  result: z.number().nullable(),
  observations: z.number(),
  evidence: z.number(),
  wholeDeploymentId: z.string().nullable(),
}) satisfies z.ZodType<HeldAssignment>;

const l = assignmentDeployments;
const d = competencyDeployments;

/** The live assignments of the students in both versions. */
const selectHeld = sqlStatement(
  "migration_held_assignments",
  heldRow,
  (p: Params<{ studentIds: readonly string[]; fromId: string; toId: string }>) => sql`
    select ${a.id}, ${a.userId} as "studentId", ${a.competencyId} as "competencyId", ${a.status},
      ${a.dueDate} as "dueDate", ${a.completionDate} as "completionDate", ${a.result}::float8 as result, ${a.observations},
      (select count(distinct ${s.id})::int from ${evaluations} ${e} join ${assessments} ${s} on ${s.id} = ${e.assessmentId}
        where ${e.studentId} = ${a.userId} and ${holdsCompetency(a, e.competencyId)} and ${isOneOf(e.state, "SIGNED")}
          and not ${e.isSelf} and ${isOneOf(s.status, "SUBMITTED", "APPROVED")}) as evidence,
      (select max(${d.id}) from ${l} join ${d} on ${d.id} = ${l.deploymentId}
        where ${l.assignmentId} = ${a.id} and ${d.competencyIds} is null) as "wholeDeploymentId"
    from ${competencyAssignments} ${a} join ${competencies} ${c} on ${c.id} = ${a.competencyId}
    where ${a.userId} = any(${p.studentIds}) and ${c.templateId} in (${p.fromId}, ${p.toId})
      and ${isNoneOf(a.status, "WITHDRAWN")}
    order by ${a.userId}, ${c.sortOrder}, ${a.id}`,
);

/** The facts of each assignment as if it were of the competency that is given with it. */
const selectFutureFacts = sqlStatement(
  "migration_future_facts",
  z.object({ facts: assignmentFacts }),
  (p: Params<{ ids: string[]; competencyIds: string[] }>) => sql`
    select ${assignmentFactsSql(criteriaSql)} as facts
    from unnest(${p.ids}::text[], ${p.competencyIds}::text[]) as given (id, competency_id)
    join ${competencyAssignments} ${a} on ${a.id} = given.id
    join ${competencies} ${c} on ${c.id} = given.competency_id
    join ${ratingScales} ${rs} on ${rs.id} = ${c.ratingScaleId}
    join ${schools} ${sc} on ${sc.id} = ${a.schoolId}`,
);

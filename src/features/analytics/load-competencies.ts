import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { CompetencyLine, Subject } from "#src/features/analytics/facts.ts";
import { scoringMethod } from "#src/features/frameworks/schema.ts";
import { isOverdueSql } from "#src/features/progress/overdue.ts";
import { assignmentStatus } from "#src/features/progress/schema.ts";
import { isNoneOf } from "#src/platform/db/conditions.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { ratedAssessments } from "#src/platform/db/tables/rated-assessments.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** Every competency of one student, soonest due first. */
export function loadCompetencies(tx: Tx, { id, timeZone, endsOn }: Subject): Promise<CompetencyLine[]> {
  return tx.query(selectCompetencies, { studentId: id, timeZone, endsOn });
}

const a = alias(competencyAssignments, "a");
const c = alias(competencies, "c");
const r = alias(ratedAssessments, "r");

const selectCompetencies = sqlStatement(
  "analytics_competencies",
  z.object({
    assignmentId: z.string(),
    competencyId: z.string(),
    name: z.string(),
    category: z.string(),
    frameworkId: z.string().nullable(),
    status: assignmentStatus,
    isOverdue: z.boolean(),
    dueOn: z.string().nullable(),
    startsOn: z.string().nullable(),
    endsOn: z.string().nullable(),
    method: scoringMethod,
    times: z.number().nullable(),
    requirement: z.object({ observations: z.number(), evaluators: z.number(), days: z.number() }),
    target: z.coerce.number(),
    result: z.coerce.number().nullable(),
    observations: z.number(),
    evaluators: z.number(),
    days: z.number(),
    atTarget: z.number(),
    belowTarget: z.number(),
  }) satisfies z.ZodType<CompetencyLine>,
  (p: Params<{ studentId: string; timeZone: string; endsOn: string | null }>) => sql`
    select ${a.id} as "assignmentId", ${a.competencyId} as "competencyId", ${c.name}, ${c.category},
           ${c.templateId} as "frameworkId", ${a.status}, ${isOverdueSql(a)} as "isOverdue",
           (${a.dueDate} at time zone ${p.timeZone})::date::text as "dueOn",
           (coalesce(d.effective_at, ${a.createdAt}) at time zone ${p.timeZone})::date::text as "startsOn",
           coalesce((d.due_at at time zone ${p.timeZone})::date, ${p.endsOn}::date)::text as "endsOn",
           ${c.scoringMethod} as method, ${c.nTimes} as times,
           json_build_object('observations', ${c.requiredObservations}, 'evaluators', ${c.requiredEvaluators},
             'days', ${c.requiredDays}) as requirement,
           ${c.targetRating} as target, ${a.result}, ${a.observations}, ${a.evaluators}, ${a.days},
           rated.at as "atTarget", rated.below as "belowTarget"
    from ${competencyAssignments} ${a} join ${competencies} ${c} on ${c.id} = ${a.competencyId}
    left join app.deployment_spans() d on d.id = ${a.deploymentId}
    cross join lateral (
      select (count(*) filter (where ${r.band} >= 0))::int as at, (count(*) filter (where ${r.band} < 0))::int as below
      from ${ratedAssessments} ${r} where ${r.studentId} = ${a.userId} and ${holdsCompetency(a, r.competencyId)}) rated
    where ${a.userId} = ${p.studentId} and ${isNoneOf(a.status, "WITHDRAWN")}
    order by ${a.dueDate}, ${c.sortOrder}, ${a.id}`,
);

import { type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { z } from "zod";
import { a, c, evidenceSql, rs, sc } from "#src/features/progress/evidence.ts";
import { assignmentFacts } from "#src/features/progress/facts.ts";
import { validUntilSql } from "#src/features/progress/overdue.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { assignmentCycles, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";

/** The start of the day on which a deployment takes effect, in this time zone. */
export function observedFromSql(deploymentId: SQLWrapper, timeZone: SQLWrapper): SQL {
  const d = competencyDeployments;
  return sql`(select date_trunc('day', ${d.effectiveAt} at time zone ${timeZone}) at time zone ${timeZone}
    from ${d} where ${d.id} = ${deploymentId})`;
}

const cy = assignmentCycles;
const validFrom = (completion: SQLWrapper) => validUntilSql(completion, c.validityMonths, sc.timeZone);

/** JSON of `renewalFacts`; null for a competency without a validity. */
const renewalFactsSql: SQL = sql`case when ${c.validityMonths} is not null then json_build_object(
  'ways', ${c.renewalWays}, 'validUntil', ${validFrom(a.completionDate)}, 'renewedValidUntil', ${validFrom(a.cycleStartsAt)},
  'previous', (select json_build_object('number', ${cy.number}, 'startsAt', ${cy.startsAt}, 'completedAt', ${cy.completedAt},
      'validUntil', ${cy.validUntil}, 'renewedValidUntil', ${validFrom(cy.startsAt)}, 'ended', ${cy.ended})
    from ${cy} where ${cy.assignmentId} = ${a.id} order by ${cy.number} desc limit 1)) end`;

/** JSON of `assignmentFacts`, for a statement that joins `a`, `c`, `rs` and `sc`; `more` as in `evidenceSql`. */
export const assignmentFactsSql = (more?: SQL): SQL => sql`json_build_object(
  'assignmentId', ${a.id}, 'status', ${a.status}, 'completionDate', ${a.completionDate}, 'dueDate', ${a.dueDate},
  'observedFrom', ${observedFromSql(a.deploymentId, sc.timeZone)},
  'cycleStartsAt', ${a.cycleStartsAt}, 'renewal', ${renewalFactsSql}, 'competencyId', ${c.id}, 'competencyName', ${c.name}, 'category', ${c.category},
  'templateId', ${c.templateId}, 'method', ${c.scoringMethod}, 'times', ${c.nTimes},
  'requirement', json_build_object('observations', ${c.requiredObservations}, 'evaluators', ${c.requiredEvaluators},
    'days', ${c.requiredDays}),
  'needsCountersignature', ${c.needsCountersignature},
  'scale', json_build_object('kind', ${rs.kind}, 'min', ${rs.minValue}, 'max', ${rs.maxValue}, 'target', ${c.targetRating}),
  'levels', ${rs.levels}, 'keptEvaluators', ${a.evaluators}, 'timeZone', ${sc.timeZone}, 'evidence', ${evidenceSql(more)})`;

export const selectFacts = sqlStatement(
  "assignment_facts",
  z.object({ facts: assignmentFacts }),
  (p: Params<{ assignmentId: string }>) => sql`
    select ${assignmentFactsSql()} as facts
    from ${competencyAssignments} ${a}
    join ${competencies} ${c} on ${c.id} = ${a.competencyId}
    join ${ratingScales} ${rs} on ${rs.id} = ${c.ratingScaleId}
    join ${schools} ${sc} on ${sc.id} = ${a.schoolId}
    where ${a.id} = ${p.assignmentId}`,
);

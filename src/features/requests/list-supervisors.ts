import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { assignmentFactsSql } from "#src/features/progress/assignment-facts.ts";
import { a, c, rs, sc } from "#src/features/progress/evidence.ts";
import { assignmentFacts } from "#src/features/progress/facts.ts";
import { rulesRow, rulesSql } from "#src/features/requests/queries.ts";
import { answerUntil, assessorsMissing, countedBy, earliestDay, rankAskable } from "#src/features/requests/rules.ts";
import type { SupervisorsAnswer } from "#src/features/requests/schema.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { requestRules } from "#src/platform/db/tables/request-rules.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * Whom a student may ask for an assessment of a competency: the supervisors of their current placements, the most useful
 * first, then the least busy; and within which days.
 */
export async function listSupervisors(ctx: UserContext, competencyId: string): Promise<SupervisorsAnswer> {
  const at = now();
  const [row] = await readAs(ctx.actor, (tx) =>
    tx.query(selectAskable, { studentId: ctx.actor.userId, competencyId, at }),
  );
  if (!row) throw new AppError("not_found", "This competency is not assigned to you.");
  const { facts } = row;
  const { timeZone } = facts;
  const missing = assessorsMissing(facts);
  const supervisors = row.supervisors.map((one) => {
    const assessed = countedBy(facts, one.id);
    return { ...one, assessed, closesGap: missing > 0 && assessed === 0 };
  });
  return {
    assignmentId: facts.assignmentId,
    competencyId: facts.competencyId,
    competencyName: facts.competencyName,
    code: row.code,
    category: facts.category,
    assessorsMissing: missing,
    supervisors: rankAskable(supervisors),
    timeZone,
    today: dayIn(at, timeZone),
    earliestOn: earliestDay(at, row, timeZone),
    answerOn: dayIn(answerUntil(at, row, timeZone), timeZone),
  };
}

const askableRow = z.object({
  id: z.string(),
  name: z.string(),
  rotation: z.string(),
  waiting: z.number(),
  open: z
    .object({
      status: z.enum(["REQUESTED", "DRAFT"]),
      askedAt: z.string().transform((value) => new Date(value).toISOString()),
    })
    .nullable(),
});

const st = users;
const pl = placements;
const ps = placementSupervisors;

/** A student who is not active, or has no placement now, may ask nobody. */
const selectAskable = sqlStatement(
  "requests_askable",
  z.object({
    facts: assignmentFacts,
    code: z.string().nullable(),
    supervisors: z
      .array(askableRow)
      .nullable()
      .transform((found) => found ?? []),
    ...rulesRow,
  }),
  (p: Params<{ studentId: string; competencyId: string; at: Date }>) => sql`
    select ${assignmentFactsSql()} as facts, ${c.code}, ${rulesSql},
      (select json_agg(json_build_object('id', one.id, 'name', one.name, 'rotation', one.rotation,
          'waiting', coalesce(load.waiting, 0),
          'open', (
            select json_build_object('status', mine.status, 'askedAt', mine.created_at) from (
              select ${assessments.status}, ${assessments.createdAt} from ${assessments}
              where ${assessments.studentId} = ${p.studentId} and ${assessments.competencyId} = ${p.competencyId}
                and ${assessments.assessorId} = one.id and ${isOneOf(assessments.status, "REQUESTED")}
              union all
              select o.status, o.created_at from app.opened_requests() o
              where o.competency_id = ${p.competencyId} and o.assessor_id = one.id and o.status = 'DRAFT') mine
            order by mine.created_at desc limit 1)))
       from (
         select su.id, su.name, string_agg(distinct ${rotations.name}, ', ') as rotation
         from ${st} join ${pl} on ${pl.studentId} = ${st.id} and ${pl.endedAt} is null
           and (${p.at}::timestamptz at time zone ${sc.timeZone})::date between ${pl.startsOn} and ${pl.endsOn}
         join ${ps} on ${ps.placementId} = ${pl.id}
         join ${users} su on su.id = ${ps.supervisorId} and su.status = 'ACTIVE' and su.role = 'CLINICAL_SUPERVISOR'
         join ${rotations} on ${rotations.id} = ${pl.rotationId}
         where ${st.id} = ${p.studentId} and ${st.status} = 'ACTIVE'
         group by su.id, su.name) one
       left join app.waiting_requests() load on load.supervisor_id = one.id) as supervisors
    from ${competencyAssignments} ${a}
    join ${competencies} ${c} on ${c.id} = ${a.competencyId}
    join ${ratingScales} ${rs} on ${rs.id} = ${c.ratingScaleId}
    join ${schools} ${sc} on ${sc.id} = ${a.schoolId}
    left join ${requestRules} on ${requestRules.schoolId} = ${a.schoolId}
    where ${a.userId} = ${p.studentId} and ${a.competencyId} = ${p.competencyId} and ${isNoneOf(a.status, "WITHDRAWN")}`,
);

import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { expiresAtSql, expiresSoonSql, lastExpirySql } from "#src/features/progress/overdue.ts";
import { assignmentStatus } from "#src/features/progress/schema.ts";
import { completedStatuses } from "#src/features/progress/values.ts";
import type { Renewal, RenewalCounts } from "#src/features/renewals/schema.ts";
import { renewalStates } from "#src/features/renewals/values.ts";
import { dayIn } from "#src/lib/day.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { isFound } from "#src/platform/db/names.ts";
import { keyOf, type Place, sortedBy } from "#src/platform/db/sorted.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencies as c } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments as a, assignmentCycles } from "#src/platform/db/tables/competency-assignments.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users as u } from "#src/platform/db/tables/users.ts";
import { isCounted } from "#src/platform/db/taking-part.ts";

export type Narrowing = {
  studentId: string | null;
  cohortId: string | null;
  competencyId: string | null;
  /** A state, NEEDED or ALL. */
  state: string;
  patterns: string[];
};
const row = z.object({
  assignmentId: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  studentNumber: z.string().nullable(),
  cohort: z.string().nullable(),
  competencyId: z.string(),
  code: z.string().nullable(),
  competencyName: z.string(),
  state: z.enum(renewalStates),
  status: assignmentStatus,
  completions: z.number(),
  completedAt: z.date(),
  expiresAt: z.date(),
  timeZone: z.string(),
});

export function lineOf({ completedAt, expiresAt, timeZone, ...line }: z.output<typeof row>): Renewal {
  return { ...line, completedOn: dayIn(completedAt, timeZone), expiresOn: dayIn(expiresAt, timeZone) };
}

/** The completion that holds or expired; while it is renewed after it expired, the one before. */
const completedAt = sql`coalesce(${a.completionDate}, ${a.cycleStartsAt})`;
const stateSql = sql`case when not ${isOneOf(a.status, ...completedStatuses)} then 'EXPIRED'
  when ${expiresSoonSql(a, c.validityMonths, schools.timeZone)} then 'EXPIRES_SOON' else 'VALID' end`;

/** Every completion with a validity of the students who stand in the reader's lists; policies leave out the others. */
function linesSql(p: Params<Narrowing>): SQL {
  return sql`
    select ${a.id} as "assignmentId", ${a.userId} as "studentId", ${u.name} as "studentName",
           ${u.studentNumber} as "studentNumber", ${cohorts.name} as cohort, ${c.id} as "competencyId", ${c.code},
           ${c.name} as "competencyName", ${stateSql} as state, ${a.status},
           (select count(*)::int from ${assignmentCycles} where ${assignmentCycles.assignmentId} = ${a.id})
             + (${isOneOf(a.status, ...completedStatuses)})::int as completions,
           ${completedAt} as "completedAt", ${lastExpirySql(a, c.validityMonths, schools.timeZone)} as "expiresAt",
           ${schools.timeZone} as "timeZone"
    from ${c} join ${a} on ${a.competencyId} = ${c.id}
    join ${schools} on ${schools.id} = ${a.schoolId}
    join ${u} on ${u.id} = ${a.userId}
    left join ${cohorts} on ${cohorts.id} = ${u.cohortId}
    where ${c.validityMonths} is not null and ${completedAt} is not null
      and (${isOneOf(a.status, ...completedStatuses, "EXPIRED")} or (${isOneOf(a.status, "IN_PROGRESS")} and ${a.cycleStartsAt} is not null))
      and (${a.userId} = ${p.studentId}::text or (${p.studentId}::text is null and ${isCounted(u)}))
      and (${p.cohortId}::text is null or ${u.cohortId} = ${p.cohortId})
      and (${p.competencyId}::text is null or ${c.id} = ${p.competencyId})
      and (${isFound(u.searchText, p.patterns)} or ${isFound(c.searchText, p.patterns)})`;
}

const isWanted = (state: SQL) =>
  sql`(${state}::text = 'ALL' or l.state = ${state} or (${state}::text = 'NEEDED' and l.state <> 'VALID'))`;

export const selectRenewals = sqlStatement(
  "renewals_list",
  row.extend({ key: z.string(), tie: z.string() }),
  (p: Params<Narrowing & Place>) => {
    const by = sortedBy(p, {
      keys: {
        expiresOn: keyOf.instant(sql`l."expiresAt"`),
        student: sql`l."studentName"`,
        competency: sql`l."competencyName"`,
        cohort: keyOf.text(sql`l.cohort`),
        completedOn: keyOf.instant(sql`l."completedAt"`),
        state: keyOf.oneOf(sql`l.state`, renewalStates),
      },
      tie: sql`l."studentName"`,
      id: sql`l."assignmentId"`,
    });
    return sql`
      select l.*, ${by.key} as key, l."studentName" as tie from (${linesSql(p)}) l
      where ${isWanted(p.state)} and ${by.after} order by ${by.order} limit ${p.limit}`;
  },
  { isPlannedForValues: true },
);

export const selectCounts = sqlStatement(
  "renewals_counts",
  z.object({
    expired: z.number(),
    expiresSoon: z.number(),
    valid: z.number(),
    competencies: z.custom<RenewalCounts["competencies"]>(),
  }),
  (p: Params<Narrowing>) => sql`
    select (count(*) filter (where l.state = 'EXPIRED'))::int as expired,
           (count(*) filter (where l.state = 'EXPIRES_SOON'))::int as "expiresSoon",
           (count(*) filter (where l.state = 'VALID'))::int as valid,
           coalesce(json_agg(distinct jsonb_build_object('id', l."competencyId", 'name', l."competencyName"))
             filter (where l."competencyId" is not null), '[]') as competencies
    from (${linesSql(p)}) l`,
  { isPlannedForValues: true },
);

/** When the completion of an assignment expires. */
export const expiresAt = expiresAtSql(a, c.validityMonths, schools.timeZone);

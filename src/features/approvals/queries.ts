import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { WaitingLine } from "#src/features/approvals/schema.ts";
import { dayIn } from "#src/lib/day.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { isFound } from "#src/platform/db/names.ts";
import { keyOf, type Place, sortedBy } from "#src/platform/db/sorted.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencies as c } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments as a } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyTemplates as t } from "#src/platform/db/tables/competency-templates.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users as u } from "#src/platform/db/tables/users.ts";
import { isCounted } from "#src/platform/db/taking-part.ts";

export type Narrowing = { cohortId: string | null; patterns: string[] };

/** A completion that waits: achieved, and its competency asks for the school's approval. */
export const waitsSql = sql`(${isOneOf(a.status, "ACHIEVED")} and ${c.needsApproval})`;

const row = z.object({
  assignmentId: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  studentNumber: z.string().nullable(),
  cohort: z.string().nullable(),
  code: z.string().nullable(),
  competencyName: z.string(),
  framework: z.string().nullable(),
  completedAt: z.date(),
  observations: z.number(),
  evaluators: z.number(),
  timeZone: z.string(),
});

export function lineOf({ completedAt, timeZone, ...line }: z.output<typeof row>): WaitingLine {
  return { ...line, completedOn: dayIn(completedAt, timeZone) };
}

function linesSql(p: Params<Narrowing>): SQL {
  return sql`
    select ${a.id} as "assignmentId", ${a.userId} as "studentId", ${u.name} as "studentName",
           ${u.studentNumber} as "studentNumber", ${cohorts.name} as cohort, ${c.code}, ${c.name} as "competencyName",
           ${t.name} as framework, ${a.completionDate} as "completedAt", ${a.observations}, ${a.evaluators},
           ${schools.timeZone} as "timeZone"
    from ${c} join ${a} on ${a.competencyId} = ${c.id}
    left join ${t} on ${t.id} = ${c.templateId}
    join ${schools} on ${schools.id} = ${a.schoolId}
    join ${u} on ${u.id} = ${a.userId}
    left join ${cohorts} on ${cohorts.id} = ${u.cohortId}
    where ${waitsSql} and ${a.completionDate} is not null and ${isCounted(u)}
      and (${p.cohortId}::text is null or ${u.cohortId} = ${p.cohortId})
      and (${isFound(u.searchText, p.patterns)} or ${isFound(c.searchText, p.patterns)})`;
}

export const selectWaiting = sqlStatement(
  "approvals_waiting",
  row.extend({ key: z.string(), tie: z.string() }),
  (p: Params<Narrowing & Place>) => {
    const by = sortedBy(p, {
      keys: {
        completedOn: keyOf.instant(sql`l."completedAt"`),
        student: sql`l."studentName"`,
        competency: sql`l."competencyName"`,
        cohort: keyOf.text(sql`l.cohort`),
      },
      tie: sql`l."studentName"`,
      id: sql`l."assignmentId"`,
    });
    return sql`
      select l.*, ${by.key} as key, l."studentName" as tie from (${linesSql(p)}) l
      where ${by.after} order by ${by.order} limit ${p.limit}`;
  },
  { isPlannedForValues: true },
);

export const countWaiting = sqlStatement(
  "approvals_count",
  z.object({ total: z.number() }),
  (p: Params<Narrowing>) => sql`select count(*)::int as total from (${linesSql(p)}) l`,
  { isPlannedForValues: true },
);

import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { isCarried, isTargeted } from "#src/features/deployments/queries.ts";
import type {
  MovedStudent,
  movedStudentsExportQuery,
  movedStudentsQuery,
  OpenDeploymentsAnswer,
} from "#src/features/deployments/schema.ts";
import { isKnownStudent } from "#src/features/progress/queries.ts";
import { completedStatuses, openStatuses } from "#src/features/progress/values.ts";
import { dayIn } from "#src/lib/day.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { keyOf, type Place, placeOf, sortedBy, sortedPage } from "#src/platform/db/sorted.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const movedAtMost = 100;

/**
 * Open work that a student got through groups in which they are no more, and about which nobody decided yet: a school
 * admin keeps or withdraws it.
 */
export async function listOpenDeployments(ctx: UserContext, studentId: string): Promise<OpenDeploymentsAnswer> {
  const [rows, isKnown] = await readAs(
    ctx.actor,
    (tx) => Promise.all([tx.query(selectMoved, { studentId, ...first }), isKnownStudent(tx, studentId)]),
    { what: "open work of old groups", requestId: ctx.requestId, subject: ofStudent(studentId) },
  );
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return {
    items: rows.map(({ key: _key, tie: _tie, ...row }) => {
      const { studentId: _, name, studentNumber, cohort, ...line } = lineOf(row);
      return line;
    }),
  };
}

/** The same of all students of the school, by name unless asked otherwise. */
export async function listMovedStudents(
  ctx: UserContext,
  query: z.output<typeof movedStudentsQuery>,
): Promise<{ items: MovedStudent[]; nextCursor: string | null }> {
  return readAs(ctx.actor, (tx) => readPage(tx, query), {
    what: "moved students",
    requestId: ctx.requestId,
    count: ({ items }) => items.length,
  });
}

/** The same list as CSV. */
export function exportMovedStudents(
  ctx: UserContext,
  query: z.output<typeof movedStudentsExportQuery>,
): Promise<Response> {
  return csvOfList(ctx, {
    fileName: "work-of-old-groups.csv",
    columns: csvColumns,
    page: (tx, place) => readPage(tx, { ...query, ...place }),
    access: { what: "moved students, export" },
  });
}

const csvColumns: CsvColumns<MovedStudent> = [
  ["Student", (line) => line.name],
  ["Number", (line) => line.studentNumber],
  ["Cohort", (line) => line.cohort],
  ["Framework", (line) => line.frameworkName],
  ["Assigned through", (line) => line.groups.join("; ")],
  ["Not completed", (line) => line.open],
  ["Begun", (line) => line.started],
  ["Completed", (line) => line.completed],
  ["Next due", (line) => line.dueOn],
];

async function readPage(
  tx: Tx,
  query: z.output<typeof movedStudentsExportQuery> & { cursor?: string | undefined; limit: number },
) {
  const place = placeOf(query, byName);
  const rows = await tx.query(selectMoved, { studentId: null, ...place });
  return sortedPage(rows, place, lineOf, (row) => row.deploymentId);
}

const byName = { sort: "student", direction: "asc" } as const;
const first = placeOf({ limit: movedAtMost - 1 }, byName);

function lineOf({ dueAt, timeZone, ...row }: z.output<typeof movedRow>): MovedStudent {
  return { ...row, dueOn: dueAt && dayIn(dueAt, timeZone) };
}

const movedRow = z.object({
  studentId: z.string(),
  name: z.string(),
  studentNumber: z.string().nullable(),
  cohort: z.string().nullable(),
  deploymentId: z.string(),
  frameworkName: z.string(),
  groups: z.array(z.string()),
  open: z.number(),
  started: z.number(),
  completed: z.number(),
  dueAt: z.date().nullable(),
  timeZone: z.string(),
});

const d = competencyDeployments;
const a = competencyAssignments;
const l = assignmentDeployments;
const t = deploymentTargets;

const selectMoved = sqlStatement(
  "deployment_moved_students",
  movedRow.extend({ key: z.string(), tie: z.string() }),
  (p: Params<{ studentId: string | null } & Place>) => {
    // A student may have more than one line.
    const tie = sql`(${users.name} || ' ' || ${users.id})`;
    const by = sortedBy(p, {
      keys: {
        student: sql`${users.name}`,
        framework: sql`${competencyTemplates.name}`,
        open: keyOf.number(sql`held.open`),
      },
      tie,
      id: d.id,
    });
    return sql`
      with held as (
        select ${l.deploymentId}, ${a.userId} as student_id,
          (count(*) filter (where ${isOneOf(a.status, ...openStatuses)} and not ${l.isKept}))::int as open,
          (count(*) filter (where ${isOneOf(a.status, "IN_PROGRESS")} and not ${l.isKept}))::int as started,
          (count(*) filter (where ${isOneOf(a.status, ...completedStatuses)}))::int as completed,
          min(${a.dueDate}) filter (where ${isOneOf(a.status, ...openStatuses)}) as due_at
        from ${l} join ${a} on ${a.id} = ${l.assignmentId}
        where ${isCarried(l)} and (${p.studentId}::text is null or ${a.userId} = ${p.studentId})
        group by ${l.deploymentId}, ${a.userId})
      select ${users.id} as "studentId", ${users.name}, ${users.studentNumber} as "studentNumber",
             ${cohorts.name} as cohort, ${d.id} as "deploymentId", ${competencyTemplates.name} as "frameworkName",
             ${groupNames} as groups, held.open, held.started, held.completed, held.due_at as "dueAt",
             ${schools.timeZone} as "timeZone", ${by.key} as key, ${tie} as tie
      from held join ${d} on ${d.id} = held.deployment_id
      join ${competencyTemplates} on ${competencyTemplates.id} = ${d.templateId}
      join ${users} on ${users.id} = held.student_id
      join ${schools} on ${schools.id} = ${users.schoolId}
      left join ${cohorts} on ${cohorts.id} = ${users.cohortId}
      where held.open > 0 and ${d.status} = 'ACTIVE' and ${takesPart(users)} and not ${isTargeted(d.id)} and ${by.after}
      order by ${by.order} limit ${p.limit}`;
  },
);

const groupNames: SQL = sql`array(
  select coalesce(
    (select ${cohorts.name} from ${cohorts} where ${t.targetType} = 'cohort' and ${cohorts.id} = ${t.targetId}),
    (select ${programs.name} from ${programs} where ${t.targetType} = 'program' and ${programs.id} = ${t.targetId}))
  from ${t} where ${t.deploymentId} = ${d.id} and ${t.targetType} <> 'student'
  order by ${t.targetType}, ${t.targetId} limit 20)`;

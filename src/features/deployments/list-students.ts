import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { isCarried, isTargeted } from "#src/features/deployments/queries.ts";
import type {
  DeploymentStudent,
  deploymentStudentsExportQuery,
  deploymentStudentsQuery,
} from "#src/features/deployments/schema.ts";
import { isOverdueSql } from "#src/features/progress/overdue.ts";
import { completedStatuses, openStatuses } from "#src/features/progress/values.ts";
import { dayIn } from "#src/lib/day.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { hasText } from "#src/platform/db/access-row.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { isFound } from "#src/platform/db/names.ts";
import { keyOf, type Place, placeOf, sortedBy, sortedPage } from "#src/platform/db/sorted.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

type Filter = z.output<typeof deploymentStudentsExportQuery>;

/** Who was given a deployment, by name unless asked otherwise, each with how far they are; narrowed by a state. */
export async function listDeploymentStudents(
  ctx: UserContext,
  id: string,
  query: z.output<typeof deploymentStudentsQuery>,
): Promise<{ items: DeploymentStudent[]; nextCursor: string | null }> {
  return readAs(ctx.actor, (tx) => readPage(tx, id, query), {
    what: "students of an assignment",
    requestId: ctx.requestId,
    count: ({ items }) => items.length,
    filter: loggedOf(id, query),
  });
}

/** The same list as CSV. */
export function exportDeploymentStudents(ctx: UserContext, id: string, query: Filter): Promise<Response> {
  return csvOfList(ctx, {
    fileName: "students-of-assignment.csv",
    columns: csvColumns,
    page: (tx, place) => readPage(tx, id, { ...query, ...place }),
    access: { what: "students of an assignment, export", filter: loggedOf(id, query) },
  });
}

async function readPage(tx: Tx, id: string, query: Filter & { cursor?: string | undefined; limit: number }) {
  const place = placeOf(query, { sort: "student", direction: "asc" });
  const [rows, known] = await Promise.all([
    tx.query(selectStudents, {
      id,
      state: query.state ?? null,
      groupId: query.groupId ?? null,
      patterns: likePatterns(query.search),
      ...place,
    }),
    tx.query(selectKnown, { id }),
  ]);
  if (known.length === 0) throw new AppError("not_found", "There is no such assignment to students.");
  return sortedPage(rows, place, lineOf, (row) => row.studentId);
}

const csvColumns: CsvColumns<DeploymentStudent> = [
  ["Student", (line) => line.name],
  ["Number", (line) => line.studentNumber],
  ["Cohort", (line) => line.cohort],
  ["Competencies", (line) => line.total],
  ["Completed", (line) => line.completed],
  ["In progress", (line) => line.inProgress],
  ["Overdue", (line) => line.overdue],
  ["Withdrawn", (line) => line.withdrawn],
  ["Next due", (line) => line.dueOn],
  ["Due date set by hand", (line) => (line.isDueByHand ? "yes" : "")],
];

function loggedOf(deploymentId: string, { state, groupId, search }: Filter) {
  return { deploymentId, state, groupId, search: hasText(search) };
}

function lineOf({ dueAt, timeZone, ...row }: z.output<typeof studentRow>): DeploymentStudent {
  return { ...row, dueOn: dueAt && dayIn(dueAt, timeZone) };
}

type Narrowing = { id: string; state: string | null; groupId: string | null; patterns: string[] };

const a = competencyAssignments;
const l = assignmentDeployments;

function studentsSql(p: Params<Narrowing>): SQL {
  const carried = sql`${isCarried(l)} and ${isNoneOf(a.status, "WITHDRAWN")}`;
  return sql`
    select * from (
      select ${users.id} as "studentId", ${users.name}, ${users.studentNumber} as "studentNumber",
             ${cohorts.name} as cohort, ${schools.timeZone} as "timeZone", not ${isTargeted(p.id)} as "hasMoved", given.*
      from (
        select ${a.userId} as student_id, (count(*) filter (where ${carried}))::int as total,
          (count(*) filter (where ${carried} and ${isOneOf(a.status, ...completedStatuses)}))::int as completed,
          (count(*) filter (where ${carried} and ${isOneOf(a.status, "IN_PROGRESS", "EXPIRED")}
            and not ${isOverdueSql(a)}))::int as "inProgress",
          (count(*) filter (where ${carried} and ${isOneOf(a.status, "NOT_STARTED")}
            and not ${isOverdueSql(a)}))::int as "notStarted",
          (count(*) filter (where ${carried} and ${isOverdueSql(a)}))::int as overdue,
          (count(*) filter (where not (${carried})))::int as withdrawn,
          min(${a.dueDate}) filter (where ${carried} and ${isOneOf(a.status, ...openStatuses)}) as "dueAt",
          coalesce(bool_or(${l.isDueByHand}) filter (where ${carried}), false) as "isDueByHand"
        from ${l} join ${a} on ${a.id} = ${l.assignmentId}
        where ${l.deploymentId} = ${p.id} group by ${a.userId}) given
      join ${users} on ${users.id} = given.student_id
      join ${schools} on ${schools.id} = ${users.schoolId}
      left join ${cohorts} on ${cohorts.id} = ${users.cohortId}
      where ${takesPart(users)} and ${isFound(users.searchText, p.patterns)}
        and (${p.groupId}::text is null or ${p.groupId} in (${users.cohortId}, coalesce(${users.programId}, ${cohorts.programId}), ${users.id}))) s
    where case ${p.state}::text when 'overdue' then s.overdue > 0 when 'not_started' then s."notStarted" > 0
      when 'in_progress' then s."inProgress" > 0 when 'completed' then s.completed > 0
      when 'withdrawn' then s.withdrawn > 0 else true end`;
}

const studentRow = z.object({
  studentId: z.string(),
  name: z.string(),
  studentNumber: z.string().nullable(),
  cohort: z.string().nullable(),
  timeZone: z.string(),
  hasMoved: z.boolean(),
  total: z.number(),
  completed: z.number(),
  inProgress: z.number(),
  overdue: z.number(),
  withdrawn: z.number(),
  dueAt: z.date().nullable(),
  isDueByHand: z.boolean(),
});

const selectStudents = sqlStatement(
  "deployment_students",
  studentRow.extend({ key: z.string(), tie: z.string() }),
  (p: Params<Narrowing & Place>) => {
    const by = sortedBy(p, {
      keys: {
        student: sql`l.name`,
        completed: sql`case when l.total = 0 then '' else ${keyOf.number(sql`l.completed * 1000000::bigint / l.total`)} end`,
        overdue: keyOf.number(sql`l.overdue`),
        due: keyOf.instant(sql`l."dueAt"`),
      },
      tie: sql`l.name`,
      id: sql`l."studentId"`,
    });
    return sql`
      select l.*, ${by.key} as key, l.name as tie from (${studentsSql(p)}) l
      where ${by.after} order by ${by.order} limit ${p.limit}`;
  },
  { isPlannedForValues: true },
);

const selectKnown = sqlStatement(
  "deployment_known",
  z.object({ id: z.string() }),
  (p: Params<{ id: string }>) =>
    sql`select ${competencyDeployments.id} from ${competencyDeployments} where ${competencyDeployments.id} = ${p.id}`,
);

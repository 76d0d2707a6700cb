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
import { decodeCursor, pageOf, shownOf } from "#src/platform/db/cursor.ts";
import { inNameOrder, isFound } from "#src/platform/db/names.ts";
import { type Params, type RowOf, sqlStatement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvResponse } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

type Filter = z.output<typeof deploymentStudentsExportQuery>;

/** Who was given a deployment, by name, each with how far they are; narrowed to those with something in a state. */
export async function listDeploymentStudents(
  ctx: UserContext,
  id: string,
  query: z.output<typeof deploymentStudentsQuery>,
): Promise<{ items: DeploymentStudent[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor, ["text", "id"]);
  const rows = await readAs(
    ctx.actor,
    async (tx) => {
      const [found, known] = await Promise.all([
        tx.query(selectStudents, {
          ...narrowingOf(id, query),
          ...{ afterName: after?.[0] ?? null, afterId: after?.[1] ?? null, limit: query.limit + 1 },
        }),
        tx.query(selectKnown, { id }),
      ]);
      if (known.length === 0) throw new AppError("not_found", "There is no such assignment to students.");
      return found;
    },
    {
      what: "students of an assignment",
      requestId: ctx.requestId,
      count: shownOf(query.limit),
      filter: loggedOf(id, query),
    },
  );
  return pageOf(rows, query.limit, lineOf, (row) => [row.name, row.studentId]);
}

const rowsAtOnce = 1000;

/** The same list as CSV, read and sent in pieces. */
export async function exportDeploymentStudents(ctx: UserContext, id: string, query: Filter): Promise<Response> {
  const filter = narrowingOf(id, query);
  await readAs(
    ctx.actor,
    async (tx) => {
      const [[counted], known] = await Promise.all([tx.query(countStudents, filter), tx.query(selectKnown, { id })]);
      if (known.length === 0) throw new AppError("not_found", "There is no such assignment to students.");
      return counted?.students ?? 0;
    },
    {
      what: "students of an assignment, export",
      requestId: ctx.requestId,
      count: (students) => students,
      filter: loggedOf(id, query),
    },
  );
  async function* pieces() {
    let last: Row | undefined;
    for (let isFirst = true; isFirst || last; isFirst = false) {
      const rows: Row[] = await readAs(ctx.actor, (tx) =>
        tx.query(selectStudents, {
          ...filter,
          ...{ afterName: last?.name ?? null, afterId: last?.studentId ?? null, limit: rowsAtOnce },
        }),
      );
      last = rows.length < rowsAtOnce ? undefined : rows.at(-1);
      yield rows.map(lineOf);
    }
  }
  return csvResponse("students-of-assignment.csv", csvColumns, pieces());
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

function narrowingOf(id: string, query: Filter) {
  return {
    id,
    state: query.state ?? null,
    groupId: query.groupId ?? null,
    patterns: likePatterns(query.search),
  };
}

function loggedOf(deploymentId: string, { state, groupId, search }: Filter) {
  return { deploymentId, state, groupId, search: hasText(search) };
}

type Row = RowOf<typeof selectStudents>;

function lineOf({ dueAt, timeZone, ...row }: Row): DeploymentStudent {
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

type After = { afterName: string | null; afterId: string | null; limit: number };

const selectStudents = sqlStatement(
  "deployment_students",
  studentRow,
  (p: Params<Narrowing & After>) => sql`
    select * from (${studentsSql(p)}) l
    where (${p.afterName}::text is null or (${inNameOrder(sql`l.name`)}, l."studentId")
      > (${inNameOrder(sql`${p.afterName}::text`)}, ${p.afterId}::text collate "C"))
    order by ${inNameOrder(sql`l.name`)}, l."studentId" limit ${p.limit}`,
);

const countStudents = sqlStatement(
  "deployment_students_count",
  z.object({ students: z.number() }),
  (p: Params<Narrowing>) => sql`select count(*)::int as students from (${studentsSql(p)}) l`,
);

const selectKnown = sqlStatement(
  "deployment_known",
  z.object({ id: z.string() }),
  (p: Params<{ id: string }>) =>
    sql`select ${competencyDeployments.id} from ${competencyDeployments} where ${competencyDeployments.id} = ${p.id}`,
);

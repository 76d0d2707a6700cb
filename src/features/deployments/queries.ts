import { and, eq, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type {
  DeploymentAnswer,
  DeploymentLine,
  deploymentsExportQuery,
  deploymentsQuery,
} from "#src/features/deployments/schema.ts";
import { deploymentStatuses, dueRuleWords, statusWords } from "#src/features/deployments/values.ts";
import { isOverdueSql } from "#src/features/progress/overdue.ts";
import { completedStatuses, openStatuses } from "#src/features/progress/values.ts";
import { dayIn } from "#src/lib/day.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { isFound } from "#src/platform/db/names.ts";
import { keyOf, type Place, placeOf, sortedBy, sortedPage } from "#src/platform/db/sorted.ts";
import { type Params, type RowOf, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * The students (`u`) in a target (`t`) now. A program's students are also those of its cohorts, whether or not their
 * own row contains the program. Each student is listed once for each group, so that the join is on equality and stays
 * fast when the planner has no statistics for the tables yet.
 */
export const joinTargetedStudents = sql`
  join (select ${users.id}, ${users.schoolId}, ${users.updatedAt}, g.type, g.id as group_id
        from ${users} left join ${cohorts} on ${cohorts.id} = ${users.cohortId}
        cross join lateral (values ('cohort' collate "C", ${users.cohortId}),
          ('program', coalesce(${users.programId}, ${cohorts.programId})), ('student', ${users.id})) g (type, id)
        where ${users.role} = 'STUDENT' and ${takesPart(users)}) u
    on u.school_id = t.school_id and u.type = t.target_type and u.group_id = t.target_id`;

/**
 * At the end of a subquery: it is run for each row beside it. What a job asks about a batch of students goes from each
 * student to their assignments, and from each of those to what a deployment gives it. While the tables fill, the server
 * knows too little of them, and may start instead from all that the deployment has given, for each student again.
 */
export const eachByItself = sql`offset 0`;

/**
 * Whether a student was given a deployment. It looks at the rows and not at their times: a time would miss a student
 * who joined in a transaction that committed late. Assignments withdrawn since then count as given, so that they are
 * not created again.
 */
export function isGiven(studentId: SQLWrapper, deploymentId: SQLWrapper, beside: SQL = sql`true`): SQL {
  const a = competencyAssignments;
  const l = assignmentDeployments;
  return sql`exists (select from ${a} join ${l} on ${l.assignmentId} = ${a.id}
    where ${a.userId} = ${studentId} and ${l.deploymentId} = ${deploymentId} and ${beside})`;
}

/** The same for the students of a batch, of whom there are few. */
export function isGivenInBatch(studentId: SQLWrapper, deploymentId: SQLWrapper, beside: SQL = sql`true`): SQL {
  const a = competencyAssignments;
  const l = assignmentDeployments;
  return sql`exists (select from ${a} where ${a.userId} = ${studentId} and exists (
    select from ${l} where ${l.assignmentId} = ${a.id} and ${l.deploymentId} = ${deploymentId} and ${beside}
    ${eachByItself}) ${eachByItself})`;
}

/** Joins what a deployment gives to each assignment. */
export function joinLink(
  { id }: { id: SQLWrapper },
  l: SQLWrapper & { assignmentId: SQLWrapper; deploymentId: SQLWrapper },
  deploymentId: SQLWrapper,
): SQL {
  return sql`cross join lateral (select * from ${assignmentDeployments} ${l}
    where ${l.assignmentId} = ${id} and ${l.deploymentId} = ${deploymentId} ${eachByItself}) ${l}`;
}

/** What a deployment still gives to an assignment: not withdrawn. */
export function isCarried(link: { withdrawnByAct: SQLWrapper }): SQL {
  return sql`${link.withdrawnByAct} is null`;
}

/** Whether the student in `users` is in a group that the deployment is still for; `cohorts` is theirs. */
export function isTargeted(deploymentId: SQLWrapper, beside: SQL = sql`true`): SQL {
  const t = alias(deploymentTargets, "other");
  return sql`exists (select from ${deploymentTargets} ${t}
    where ${t.deploymentId} = ${deploymentId} and ${t.withdrawnByAct} is null and ${beside}
      and ${t.targetId} = case ${t.targetType} when 'cohort' then ${users.cohortId} when 'student' then ${users.id}
        else coalesce(${users.programId}, ${cohorts.programId}) end)`;
}

type Filter = z.output<typeof deploymentsExportQuery>;

/** Deployments of the admin's school, newest first unless asked otherwise. */
export async function listDeployments(
  ctx: UserContext,
  query: z.output<typeof deploymentsQuery>,
): Promise<{ items: DeploymentLine[]; nextCursor: string | null }> {
  return readAs(ctx.actor, (tx) => readPage(tx, query));
}

/** The same list as CSV. */
export function exportDeployments(ctx: UserContext, query: Filter): Promise<Response> {
  return csvOfList(ctx, {
    fileName: "assignments-to-students.csv",
    columns: csvColumns,
    page: (tx, place) => readPage(tx, { ...query, ...place }),
  });
}

async function readPage(tx: Tx, query: Filter & { cursor?: string | undefined; limit: number }) {
  const place = placeOf(query, { sort: "newest", direction: "desc" });
  const rows = await tx.query(selectDeployments, {
    templateId: query.templateId ?? null,
    status: query.status ?? null,
    groupId: query.groupId ?? null,
    patterns: likePatterns(query.search),
    ...place,
  });
  return sortedPage(rows, place, lineOf, (row) => row.id);
}

const csvColumns: CsvColumns<DeploymentLine> = [
  ["Framework", (line) => line.frameworkName],
  ["Assigned to", (line) => line.targets.map(({ name }) => name).join("; ")],
  ["Status", (line) => statusWords[line.status]],
  ["From", (line) => line.effectiveOn],
  ["Due by", (line) => (line.dueRule ? dueRuleWords(line.dueRule) : line.dueOn)],
  ["Competencies", (line) => line.competencies],
  ["Assignments", (line) => line.assignmentsDone],
  ["Assigned by", (line) => line.createdBy],
  ["Assigned on", (line) => line.createdAt.slice(0, 10)],
];

export async function getDeployment(ctx: UserContext, id: string): Promise<DeploymentAnswer> {
  const [[row], [progress]] = await readAs(ctx.actor, (tx) =>
    Promise.all([tx.query(selectDeployment, { id }), tx.query(countProgress, { id })]),
  );
  if (!row || !progress) throw new AppError("not_found", "There is no such assignment to students.");
  const { movedStudents, ...counts } = progress;
  return { ...lineOf(row), progress: counts, movedStudents };
}

function lineOf({ timeZone, due, ...row }: RowOf<typeof selectDeployment>): DeploymentLine {
  return {
    ...row,
    dueRule: due,
    effectiveOn: dayIn(row.effectiveAt, timeZone),
    dueOn: row.dueAt && dayIn(row.dueAt, timeZone),
    effectiveAt: row.effectiveAt.toISOString(),
    dueAt: row.dueAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

const student = alias(users, "student");
const creator = alias(users, "creator");

const targetName = sql`coalesce(${cohorts.name}, ${programs.name}, ${student.name}, '')`;
const fromTargets = sql`
  from ${deploymentTargets}
  left join ${cohorts} on ${deploymentTargets.targetType} = 'cohort' and ${cohorts.id} = ${deploymentTargets.targetId}
  left join ${programs} on ${deploymentTargets.targetType} = 'program' and ${programs.id} = ${deploymentTargets.targetId}
  left join ${users} ${student}
    on ${deploymentTargets.targetType} = 'student' and ${student.id} = ${deploymentTargets.targetId}
  where ${deploymentTargets.deploymentId} = ${competencyDeployments.id}`;

const targets = sql`
  select json_agg(json_build_object('type', ${deploymentTargets.targetType}, 'id', ${deploymentTargets.targetId},
      'name', ${targetName}, 'isWithdrawn', ${deploymentTargets.withdrawnByAct} is not null)
    order by ${deploymentTargets.targetType}, ${deploymentTargets.targetId}) ${fromTargets}`;
/** The first that is shown. */
const firstTarget = sql`
  select ${targetName} ${fromTargets} order by ${deploymentTargets.targetType}, ${deploymentTargets.targetId} limit 1`;

const dueRuleJson = sql<DeploymentLine["dueRule"]>`case when ${competencyDeployments.dueFrom} is not null then
  json_build_object('from', ${competencyDeployments.dueFrom}, 'offset', ${competencyDeployments.dueOffset},
    'unit', ${competencyDeployments.dueUnit}, 'rotationId', ${competencyDeployments.dueRotationId},
    'rotation', (select ${rotations.name} from ${rotations} where ${rotations.id} = ${competencyDeployments.dueRotationId}))
  end`;

const deploymentColumns = {
  id: competencyDeployments.id,
  templateId: competencyDeployments.templateId,
  frameworkName: competencyTemplates.name,
  frameworkStatus: competencyTemplates.status,
  status: competencyDeployments.status,
  // The targets are built here with the schema's field names, and the endpoint's schema checks them.
  targets: sql<DeploymentLine["targets"]>`coalesce((${targets}), '[]')`,
  effectiveAt: competencyDeployments.effectiveAt,
  dueAt: competencyDeployments.dueAt,
  due: dueRuleJson,
  competencies: sql<number>`coalesce(cardinality(${competencyDeployments.competencyIds}),
    (select count(*) from ${competencies} where ${competencies.templateId} = ${competencyDeployments.templateId}))::int`,
  notifications: competencyDeployments.notifications,
  deprecatedToo: competencyDeployments.deprecatedToo,
  timeZone: schools.timeZone,
  assignmentsPlanned: competencyDeployments.assignmentsPlanned,
  assignmentsDone: competencyDeployments.assignmentsDone,
  error: competencyDeployments.error,
  createdBy: sql<string>`coalesce((select ${creator.name} from ${users} ${creator}
    where ${creator.id} = ${competencyDeployments.createdBy}), '')`,
  createdAt: competencyDeployments.createdAt,
};

type ListFilter = Place & {
  templateId: string | null;
  status: DeploymentLine["status"] | null;
  groupId: string | null;
  patterns: string[];
};

const selectDeployments = statement("deployments_list", (db, p: Params<ListFilter>) => {
  const d = competencyDeployments;
  const by = sortedBy(p, {
    keys: {
      // An id is made in the order of time.
      newest: sql`${d.id}`,
      framework: keyOf.text(competencyTemplates.name),
      who: keyOf.text(sql`(${firstTarget})`),
      status: keyOf.oneOf(d.status, deploymentStatuses),
      from: keyOf.instant(d.effectiveAt),
      due: keyOf.instant(d.dueAt),
      assignments: keyOf.number(d.assignmentsDone),
    },
    tie: sql`${competencyTemplates.name}`,
    id: d.id,
  });
  return db
    .select({ ...deploymentColumns, key: by.key, tie: competencyTemplates.name })
    .from(d)
    .innerJoin(competencyTemplates, eq(competencyTemplates.id, d.templateId))
    .innerJoin(schools, eq(schools.id, d.schoolId))
    .where(
      and(
        sql`(${p.templateId}::text is null or ${d.templateId} = ${p.templateId})`,
        sql`(${p.status}::text is null or ${d.status} = ${p.status})`,
        sql`(${p.groupId}::text is null or exists (select from ${deploymentTargets}
          where ${deploymentTargets.deploymentId} = ${d.id} and ${deploymentTargets.targetId} = ${p.groupId}))`,
        isFound(competencyTemplates.searchText, p.patterns),
        by.after,
      ),
    )
    .orderBy(by.order)
    .limit(p.limit);
});

const selectDeployment = statement("deployment_get", (db, p: Params<{ id: string }>) =>
  db
    .select(deploymentColumns)
    .from(competencyDeployments)
    .innerJoin(competencyTemplates, eq(competencyTemplates.id, competencyDeployments.templateId))
    .innerJoin(schools, eq(schools.id, competencyDeployments.schoolId))
    .where(eq(competencyDeployments.id, p.id)),
);

const progressRow = z.object({
  students: z.number(),
  notStarted: z.number(),
  inProgress: z.number(),
  completed: z.number(),
  overdue: z.number(),
  withdrawn: z.number(),
  dueByHand: z.number(),
  movedStudents: z.number(),
});

/** Assignments of the deployment by the status that is shown, of students who take part. */
const countProgress = sqlStatement("deployment_count_progress", progressRow, (p: Params<{ id: string }>) => {
  const l = assignmentDeployments;
  const a = competencyAssignments;
  return sql`
    with given as (
      select ${a.userId} as student_id, ${a.status} as status, ${isOverdueSql(a)} as is_overdue,
             ${isCarried(l)} and ${isNoneOf(a.status, "WITHDRAWN")} as is_carried, ${l.isDueByHand} as by_hand,
             ${isOneOf(a.status, ...openStatuses)} and not ${l.isKept} as may_have_moved
      from ${l} join ${a} on ${a.id} = ${l.assignmentId} join ${users} on ${users.id} = ${a.userId}
      where ${l.deploymentId} = ${p.id} and ${takesPart(users)})
    select count(distinct student_id) filter (where is_carried)::int as students,
      (count(*) filter (where is_carried and status = 'NOT_STARTED' and not is_overdue))::int as "notStarted",
      (count(*) filter (where is_carried and status in ('IN_PROGRESS', 'EXPIRED') and not is_overdue))::int as "inProgress",
      (count(*) filter (where is_carried and ${completedSql(sql`status`)}))::int as completed,
      (count(*) filter (where is_carried and is_overdue))::int as overdue,
      (count(*) filter (where not is_carried))::int as withdrawn,
      (count(*) filter (where is_carried and by_hand))::int as "dueByHand",
      (select count(*)::int from (
         select distinct student_id from given where is_carried and may_have_moved) open
       join ${users} on ${users.id} = open.student_id left join ${cohorts} on ${cohorts.id} = ${users.cohortId}
       where not ${isTargeted(p.id)}) as "movedStudents"
    from given`;
});

function completedSql(status: SQL): SQL {
  return sql`${status} in (${sql.join(
    completedStatuses.map((each) => sql.raw(`'${each}'`)),
    sql`, `,
  )})`;
}

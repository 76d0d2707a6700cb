import { type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { CentreAnswer, CentreLine, centreExportQuery, centreQuery } from "#src/features/assessments/schema.ts";
import {
  type CentreTab,
  centreOrder,
  centreStates,
  centreStateWords,
  observedPeriods,
} from "#src/features/assessments/values.ts";
import { schoolSql, waitingSql } from "#src/features/assessments/waiting.ts";
import { assessmentValueSql, hiddenAuthorSql } from "#src/features/progress/evidence.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { hasText } from "#src/platform/db/access-row.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { decodeCursor, instant, instantKey, pageOf } from "#src/platform/db/cursor.ts";
import { inNameOrder, isFound } from "#src/platform/db/names.ts";
import { type Params, type Statement, sqlStatement } from "#src/platform/db/statement.ts";
import { assessmentFiles, assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { feedbackAsked, feedbackRounds } from "#src/platform/db/tables/feedback-rounds.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import { type CsvColumns, csvOfList } from "#src/platform/http/csv-response.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

type Query = z.output<typeof centreExportQuery>;

/**
 * One tab of the reader's assessment centre, filtered and sorted, with the exact counts of all tabs, in one round trip.
 * The cursor is of one order: with another it is refused.
 */
export async function listCentre(ctx: UserContext, query: z.output<typeof centreQuery>): Promise<CentreAnswer> {
  const [page, [counts]] = await readAs(
    ctx.actor,
    (tx) => Promise.all([readPage(tx, ctx, query), tx.query(selectCounts, whoOf(ctx))]),
    {
      what: "assessment centre",
      requestId: ctx.requestId,
      count: ([{ items }]) => items.length,
      filter: loggedOf(query),
    },
  );
  if (!counts) throw new Error("the counts always have a row");
  return { ...page, total: page.total ?? counts.submitted, counts };
}

/** The tab as CSV, as it is filtered and sorted. */
export function exportCentre(ctx: UserContext, query: Query): Promise<Response> {
  return csvOfList(ctx, {
    fileName: "assessments.csv",
    columns: [...columns.all, ...columns[query.tab]],
    page: (tx, place) => readPage(tx, ctx, { ...query, ...place }),
    access: { what: "assessment centre, export", filter: loggedOf(query) },
  });
}

const level: CsvColumns<CentreLine> = [
  ["Level", (line) => line.level],
  ["Level in words", (line) => line.levelLabel],
  ["Target", (line) => line.targetRating],
];

/** Each tab's own, after those of all. */
const columns: Record<CentreTab | "all", CsvColumns<CentreLine>> = {
  all: [
    ["Student", (line) => line.studentName],
    ["Competency", (line) => line.competencyName],
    ["Category", (line) => line.category],
  ],
  requested: [
    ["Asked", (line) => line.askedAt],
    ["Happened", (line) => line.happenedAt],
    ["Answer by", (line) => line.answerBy],
  ],
  drafts: [["Last saved", (line) => line.savedAt]],
  due: [
    ["Due date", (line) => line.dueOn],
    ["Assessed since", (line) => line.assessedAt],
  ],
  submitted: [
    ...level,
    ["Observed", (line) => line.happenedAt],
    ["State", (line) => line.state && centreStateWords[line.state]],
  ],
  countersign: [["Assessor", (line) => line.author], ...level, ["Submitted", (line) => line.submittedAt]],
};

/** `total` is null where nothing narrows the tab: it is then the tab's count. */
async function readPage(tx: Tx, ctx: UserContext, query: z.output<typeof centreQuery>) {
  const { tab } = query;
  const { sort, direction } = orderOf(query);
  const order = `${tab} ${sort} ${direction}`;
  const after = decodeCursor(query.cursor, ["text", "text", "text", "id"]);
  if (after && after[0] !== order) throw new AppError("malformed", "The cursor is not one of this list.");
  const isNewest = order === newest && !isFiltered(query);
  if (isNewest && after && !instant.safeParse(after[2]).success)
    throw new AppError("malformed", "The cursor is not one of this list.");
  const rows = await tx.query(isNewest ? selectNewest : selectLines[tab], {
    ...whoOf(ctx),
    ...observedOf(query),
    patterns: likePatterns(query.search),
    studentId: query.studentId ?? null,
    state: query.state ?? null,
    level: query.level ?? null,
    sort,
    readsLevels: sort === "level" || sort === "state" || query.state !== undefined || query.level !== undefined,
    isDescending: direction === "desc",
    afterName: after?.[1] ?? null,
    afterKey: after?.[2] ?? null,
    afterId: after?.[3] ?? null,
    limit: query.limit + 1,
  });
  const page = pageOf(rows, query.limit, lineOf, (row) => [order, row.nameKey, row.key, row.id]);
  return { ...page, total: isNewest ? null : (rows[0]?.total ?? 0) };
}

function whoOf({ actor }: UserContext): Who {
  return { assessorId: actor.userId, at: now() };
}

function loggedOf({ tab, studentId, state, search }: Query) {
  return { tab, studentId, state, search: hasText(search) };
}

function orderOf({ tab, sort, direction }: Query): { sort: string; direction: "asc" | "desc" } {
  if (sort === undefined) return { sort: centreOrder[tab].sort, direction: direction ?? centreOrder[tab].direction };
  return { sort, direction: direction ?? "asc" };
}

/** The order in which the tab that only grows is opened: a page of it is read from its index, whatever its length. */
const newest = `submitted ${centreOrder.submitted.sort} ${centreOrder.submitted.direction}`;

function isFiltered({ search, studentId, state, level, observed }: Query): boolean {
  return hasText(search) || [studentId, state, level, observed].some((filter) => filter !== undefined);
}

function observedOf({ observed }: Query): { withinDays: number | null; from: string | null; to: string | null } {
  if (observed === undefined) return { withinDays: null, from: null, to: null };
  const isPeriod = observedPeriods.some((period) => period === observed);
  if (isPeriod) return { withinDays: Number.parseInt(observed, 10), from: null, to: null };
  const [from = null, to = null] = observed.split("/");
  return { withinDays: null, from, to };
}

function lineOf({ levels, timeZone, dueDate, total, key, nameKey, ...row }: CentreRow): CentreLine {
  return {
    ...row,
    askedAt: isoOrNull(row.askedAt),
    happenedAt: isoOrNull(row.happenedAt),
    answerBy: isoOrNull(row.answerBy),
    savedAt: isoOrNull(row.savedAt),
    assessedAt: isoOrNull(row.assessedAt),
    submittedAt: isoOrNull(row.submittedAt),
    dueOn: dueDate && dayIn(dueDate, timeZone),
    levelLabel: levels.find(({ value }) => value === row.level)?.label ?? null,
  };
}

function isoOrNull(value: Date | null): string | null {
  return value?.toISOString() ?? null;
}

const s = assessments;
const c = competencies;
const e = evaluations;
const rs = ratingScales;
const student = alias(users, "student");
const author = alias(users, "author");

type Who = { assessorId: string; at: Date };
type Filter = Who & {
  withinDays: number | null;
  from: string | null;
  to: string | null;
  patterns: string[];
  studentId: string | null;
  state: string | null;
  level: number | null;
  sort: string;
  /** Whether the order or the filter needs the level of every line, and not only of those that are shown. */
  readsLevels: boolean;
  isDescending: boolean;
  afterName: string | number | null;
  afterKey: string | number | null;
  afterId: string | number | null;
  limit: number;
};

/** What a tab's lines may have; each tab leaves the others null. */
const columnTypes = {
  assessment_id: "text",
  asked_at: "timestamptz",
  happened_at: "timestamptz",
  answer_by: "timestamptz",
  saved_at: "timestamptz",
  has_level: "boolean",
  has_words: "boolean",
  due_date: "timestamptz",
  assessed_at: "timestamptz",
  submitted_at: "timestamptz",
  author_id: "text",
  level: "numeric",
  state: "text",
} as const;

function lineColumns(given: Partial<Record<keyof typeof columnTypes, SQL>>): SQL {
  const columns: Record<string, SQL> = given;
  return sql.join(
    Object.entries(columnTypes).map(
      ([name, type]) => sql`(${columns[name] ?? sql.raw("null")})::${sql.raw(type)} as ${sql.raw(name)}`,
    ),
    sql`, `,
  );
}

const needing = sql`${c} needing`;

/** The state of a submitted assessment before its evaluation is known. */
const plainState = sql`case ${s.status} when 'VOIDED' then 'VOIDED' when 'REJECTED' then 'REJECTED'
  when 'APPROVED' then 'COUNTERSIGNED'
  else case when needing.needs_countersignature then 'NOT_COUNTERSIGNED' else 'SUBMITTED' end end`;

/** Plain submitted is quiet, and the other words say what differs. */
const shownState = (state: SQL) =>
  sql`case when ${state} = 'SUBMITTED' and judged.revision > 1 then 'AMENDED' else ${state} end`;

/** What several come to. */
const severalValue = (assessmentId: SQL) => sql`(
  select ${assessmentValueSql(sql`several.id`, sql`of_several.kind`)}
  from ${assessments} several join ${c} of_competency on of_competency.id = several.competency_id
  join ${rs} of_several on of_several.id = of_competency.rating_scale_id
  where several.id = ${assessmentId})`;

/** As `judged`: the evaluation that stands, or stood until the assessment was voided. */
const joinJudged = (assessmentId: SQL, condition: SQL = sql`true`) => sql`
  left join lateral (
    select case when ${e.isAnonymous} and ${isOneOf(e.state, "SIGNED")} then ${severalValue(assessmentId)}
             else coalesce(${e.overallRating}, ${e.rubricResult}) end as level, ${e.revision} from ${e}
    where ${condition} and ${e.assessmentId} = ${assessmentId} and ${isOneOf(e.state, "SIGNED", "VOIDED")}
      and not ${e.isSelf}
    order by ${e.state} = 'SIGNED' desc, ${e.revision} desc, ${e.id} desc limit 1) judged on true`;

/** Signed by a colleague, and the competency asks for a second signature. The reader may give it as a supervisor. */
const toCountersign = (p: Params<Who>, judged: SQL = sql.empty()) => sql`
  from app.supervised_student_ids() supervised (id)
  join ${s} on ${s.studentId} = supervised.id and ${isOneOf(s.status, "SUBMITTED")}
  join ${needing} on needing.id = ${s.competencyId} and needing.needs_countersignature
  ${judged}
  where ${s.assessorId} is distinct from ${p.assessorId} and ${s.assessorId} is distinct from ${s.studentId}
    and not exists (select from ${e} where ${e.assessmentId} = ${s.id}
      and ${p.assessorId} = coalesce(${e.evaluatorId}, ${hiddenAuthorSql(e)}))`;

/** By the reader, or by several of whom they are one or whom they asked. Statuses that `assessments_assessor_idx` has. */
const submitted = (p: Params<Who>) =>
  sql`(${s.assessorId} = ${p.assessorId} or ${s.id} = any (array(
      select ${feedbackAsked.roundId} from ${feedbackAsked} where ${feedbackAsked.evaluatorId} = ${p.assessorId}
      union select ${feedbackRounds.id} from ${feedbackRounds} where ${feedbackRounds.startedBy} = ${p.assessorId})))
    and ${isOneOf(s.status, "SUBMITTED", "APPROVED", "REJECTED", "VOIDED")}`;

const sources: Record<CentreTab, (p: Params<Filter>) => SQL> = {
  requested: () => sql`
    select own.id, own.student_id, own.competency_id, ${lineColumns({
      assessment_id: sql`own.id`,
      asked_at: sql`own.created_at`,
      happened_at: sql`own.observed_at`,
      answer_by: sql`own.expires_at`,
    })} from own where own.status = 'REQUESTED'`,
  drafts: () => sql`
    select own.id, own.student_id, own.competency_id, ${lineColumns({
      assessment_id: sql`own.id`,
      saved_at: sql`own.updated_at`,
      has_level: sql`own.has_level`,
      has_words: sql`own.has_words`,
    })} from own where own.status = 'DRAFT'`,
  due: () => sql`
    select listed.id, listed.student_id, listed.competency_id, ${lineColumns({
      due_date: sql`listed.due_date`,
      assessed_at: sql`listed.assessed_at`,
    })} from listed`,
  submitted: (p) => sql`
    select ${s.id}, ${s.studentId}, ${s.competencyId}, ${lineColumns({
      assessment_id: sql`${s.id}`,
      happened_at: sql`${s.observedAt}`,
      submitted_at: sql`${s.submittedAt}`,
      level: sql`judged.level`,
      state: shownState(plainState),
    })}
    from ${s} join ${needing} on needing.id = ${s.competencyId}
    ${joinJudged(sql`${s.id}`, sql`${p.readsLevels}::boolean`)}
    where ${submitted(p)}`,
  countersign: (p) => sql`
    select ${s.id}, ${s.studentId}, ${s.competencyId}, ${lineColumns({
      assessment_id: sql`${s.id}`,
      happened_at: sql`${s.observedAt}`,
      submitted_at: sql`${s.submittedAt}`,
      author_id: sql`${s.assessorId}`,
      level: sql`judged.level`,
    })} ${toCountersign(p, joinJudged(sql`${s.id}`, sql`${p.readsLevels}::boolean`))}`,
};

const centreRow = z.object({
  id: z.string(),
  assessmentId: z.string().nullable(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  askedAt: z.date().nullable(),
  happenedAt: z.date().nullable(),
  answerBy: z.date().nullable(),
  savedAt: z.date().nullable(),
  hasLevel: z.boolean(),
  hasWords: z.boolean(),
  dueDate: z.date().nullable(),
  assessedAt: z.date().nullable(),
  submittedAt: z.date().nullable(),
  author: z.string().nullable(),
  state: z.enum(centreStates).nullable(),
  hasFiles: z.boolean(),
  level: z.number().nullable(),
  // The endpoint's output schema checks what is taken from it.
  levels: z.custom<{ value: number; label: string }[]>(),
  targetRating: z.number(),
  maxRating: z.number(),
  scaleKind: z.enum(["ORDINAL", "NUMERIC", "BINARY"]),
  timeZone: z.string(),
  total: z.number(),
  nameKey: z.string(),
  key: z.string(),
});
type CentreRow = z.output<typeof centreRow>;

const paddedNumber = (value: SQL) => sql`to_char(${value}, 'FM0000.000000')`;

/** The keys by which a page is read: a name in the order of its letters, then anything else in the order of its bytes. */
const nameKey = (p: Params<Filter>) => sql`case ${p.sort}::text
  when 'student' then ${student.name} when 'competency' then ${c.name} when 'author' then ${author.name} end`;
const otherKey = (p: Params<Filter>) => sql`case ${p.sort}::text
  when 'asked' then ${instantKey(sql`l.asked_at`)}
  when 'happened' then ${instantKey(sql`l.happened_at`)}
  when 'observed' then ${instantKey(sql`l.happened_at`)}
  when 'answerBy' then ${instantKey(sql`l.answer_by`)}
  when 'saved' then ${instantKey(sql`l.saved_at`)}
  when 'due' then ${instantKey(sql`l.due_date`)}
  when 'assessed' then ${instantKey(sql`l.assessed_at`)}
  when 'submitted' then ${instantKey(sql`l.submitted_at`)}
  when 'level' then ${paddedNumber(sql`l.level`)}
  when 'target' then ${paddedNumber(sql`${c.targetRating}`)}
  when 'state' then l.state end`;

const inOrder = sql`${inNameOrder(sql`found.name_key`)}`;

const linesSql = (p: Params<Filter>, source: SQL, needed: SQL = waitingSql(p)) => sql`
  with ${needed},
  lines as (${source}),
  found as materialized (
    select l.*, coalesce(${nameKey(p)}, '') as name_key, coalesce(${otherKey(p)}, '') collate "C" as key
    from lines l
    cross join school
    join ${users} ${student} on ${student.id} = l.student_id
    join ${c} on ${c.id} = l.competency_id
    left join ${users} ${author} on ${author.id} = l.author_id
    where (${p.studentId}::text is null or l.student_id = ${p.studentId})
      and ${isFound(sql`(${student.searchText} || ' ' || ${c.searchText})`, p.patterns)}
      and (${p.state}::text is null or l.state = ${p.state})
      and (${p.level}::numeric is null or l.level = ${p.level})
      and (${p.withinDays}::int is null
           or (l.happened_at at time zone school.time_zone)::date > school.today - ${p.withinDays}::int)
      and (${p.from}::date is null
           or (l.happened_at at time zone school.time_zone)::date between ${p.from}::date and ${p.to}::date)),
  shown as (
    select found.* from found
    where ${p.afterId}::text is null
      or case when ${p.isDescending}::boolean
         then (${inOrder}, found.key, found.id) < (${inNameOrder(sql`${p.afterName}::text`)}, ${p.afterKey} collate "C", ${p.afterId} collate "C")
         else (${inOrder}, found.key, found.id) > (${inNameOrder(sql`${p.afterName}::text`)}, ${p.afterKey} collate "C", ${p.afterId} collate "C") end
    order by ${orderSql(p)} limit ${p.limit})
  select found.id, found.assessment_id as "assessmentId", found.student_id as "studentId",
         ${student.name} as "studentName", found.competency_id as "competencyId", ${c.name} as "competencyName",
         ${c.category}, found.asked_at as "askedAt", found.happened_at as "happenedAt", found.answer_by as "answerBy",
         found.saved_at as "savedAt", coalesce(found.has_level, false) as "hasLevel",
         coalesce(found.has_words, false) as "hasWords", found.due_date as "dueDate",
         found.assessed_at as "assessedAt", found.submitted_at as "submittedAt", ${author.name} as author, ${shownState(sql`found.state`)} as state,
         exists (select from ${assessmentFiles} where ${assessmentFiles.assessmentId} = found.assessment_id) as "hasFiles",
         judged.level::float8 as level, ${rs.levels}, ${c.targetRating}::float8 as "targetRating",
         ${rs.maxValue}::float8 as "maxRating", ${rs.kind} as "scaleKind", school.time_zone as "timeZone",
         (select count(*)::int from found) as total, found.name_key as "nameKey", found.key
  from shown found
  cross join school
  join ${users} ${student} on ${student.id} = found.student_id
  join ${c} on ${c.id} = found.competency_id
  join ${rs} on ${rs.id} = ${c.ratingScaleId}
  left join ${users} ${author} on ${author.id} = found.author_id
  ${joinJudged(sql`found.assessment_id`)}
  order by ${orderSql(p)}`;

/** The direction is bound; each order has both directions, of which one is all null. */
function orderSql(p: Params<Filter>): SQL {
  const isDescending = sql`${p.isDescending}::boolean`;
  return sql`
    case when ${isDescending} then ${inOrder} end desc, case when not ${isDescending} then ${inOrder} end,
    case when ${isDescending} then found.key end desc, case when not ${isDescending} then found.key end,
    case when ${isDescending} then found.id end desc, case when not ${isDescending} then found.id end`;
}

type Select = Statement<Filter, CentreRow[]>;

const selectLines: Record<CentreTab, Select> = {
  requested: sqlStatement("centre_requested", centreRow, (p: Params<Filter>) => linesSql(p, sources.requested(p))),
  drafts: sqlStatement("centre_drafts", centreRow, (p: Params<Filter>) => linesSql(p, sources.drafts(p))),
  due: sqlStatement("centre_due", centreRow, (p: Params<Filter>) => linesSql(p, sources.due(p))),
  submitted: sqlStatement("centre_submitted", centreRow, (p: Params<Filter>) =>
    linesSql(p, sources.submitted(p), schoolSql(p)),
  ),
  countersign: sqlStatement("centre_countersign", centreRow, (p: Params<Filter>) =>
    linesSql(p, sources.countersign(p), schoolSql(p)),
  ),
};

const selectNewest = sqlStatement("centre_newest", centreRow, (p: Params<Filter>) =>
  linesSql(
    p,
    sql`${sources.submitted(p)}
      and (${p.afterId}::text is null or (${s.observedAt}, ${s.id}) < (${p.afterKey}::timestamptz, ${p.afterId}))
      order by ${s.observedAt} desc, ${s.id} desc limit ${p.limit}`,
    schoolSql(p),
  ),
);

const selectCounts = sqlStatement(
  "centre_counts",
  z.object({
    requested: z.number(),
    drafts: z.number(),
    due: z.number(),
    submitted: z.number(),
    countersign: z.number(),
  }),
  (p: Params<Who>) => sql`
    with ${waitingSql(p)}
    select (select count(*)::int from own where status = 'REQUESTED') as requested,
           (select count(*)::int from own where status = 'DRAFT') as drafts,
           (select count(*)::int from listed) as due,
           (select count(*)::int from ${s} where ${submitted(p)}) as submitted,
           (select count(*)::int ${toCountersign(p)}) as countersign`,
);

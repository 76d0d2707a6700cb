import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { csvOfAnswer, formatOf } from "#src/features/analytics/analytics-file.ts";
import { compare } from "#src/features/analytics/compare.ts";
import type { Facts, Subject } from "#src/features/analytics/facts.ts";
import { findTrends } from "#src/features/analytics/find-trends.ts";
import { loadCompetencies } from "#src/features/analytics/load-competencies.ts";
import { loadNames } from "#src/features/analytics/load-names.ts";
import { loadProgram, loadStandings, selectFreshness } from "#src/features/analytics/load-program.ts";
import { loadStudents } from "#src/features/analytics/load-students.ts";
import { recommendToStaff } from "#src/features/analytics/recommend-staff.ts";
import { recommendToStudent } from "#src/features/analytics/recommend-student.ts";
import type { AnalyticsAnswer, AnalyticsQuery, Recommendation } from "#src/features/analytics/schema.ts";
import { findSubject, subjectIdOf } from "#src/features/analytics/select-subject.ts";
import type { Say } from "#src/features/analytics/sentences.ts";
import { summarize } from "#src/features/analytics/summarize.ts";
import { partsOf, timeframeOf } from "#src/features/analytics/timeframe.ts";
import { sayOfSchool } from "#src/features/wordings/queries.ts";
import { type Access, type Listing, ofStudent } from "#src/platform/db/access-row.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { readReplica } from "#src/platform/db/replica.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { readAs, type Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const mostRecommendations = 5;

/**
 * What the numbers say about a student, a cohort or a program, in the format that is asked for. Students and cohorts are
 * read live; a program is read from the school's history, of which `asOf` says when it was computed.
 */
export async function readAnalytics(ctx: UserContext, query: AnalyticsQuery): Promise<AnalyticsAnswer | Response> {
  const format = formatOf(query.format, ctx.headers.get("accept"));
  const { answer, subject } = await answerOf(ctx, query);
  if (format === "json") return answer;
  if (format === "csv") return csvOfAnswer(answer);
  // Loaded with the first one: fonts and their tables take memory that other readers do not need.
  const { pdfOfAnswer } = await import("#src/features/analytics/pdf-of-answer.ts");
  return pdfOfAnswer(ctx, answer, subject);
}

async function answerOf(
  ctx: UserContext,
  query: AnalyticsQuery,
): Promise<{ answer: AnalyticsAnswer; subject: Subject }> {
  const { actor } = ctx;
  const wanted = new Set(query.metrics);
  const id = subjectIdOf(actor, query);
  const subject = await readAs(actor, (tx) => findSubject(tx, query.scope, id, { all: query.timeframe === "all" }));
  if (!subject) throw new AppError("not_found", `There is no such ${query.scope}.`);
  const timeframe = timeframeOf(query.timeframe, subject.today, subject.firstDay);
  const read = (tx: Tx) => load(tx, ctx, subject, { timeframe, wanted });
  const access = accessOf(ctx, subject);
  const { result: loaded, isReplica } =
    "count" in access && subject.scope === "program"
      ? await readReplica(actor, read, access)
      : { result: await readAs(actor, read, access), isReplica: false };
  const [names, say] = await Promise.all([
    readAs(actor, (tx) => loadNames(tx, loaded.facts)),
    sayOfSchool(actor, subject.schoolId),
  ]);
  const facts = { ...loaded.facts, names };
  const answer = {
    summary: summarize(facts, wanted, actor),
    trends: findTrends(facts, wanted),
    comparisons: compare(facts, loaded.standings, actor.role),
    recommendations: recommend(ctx, facts, loaded, say),
    asOf: { history: loaded.refreshedAt?.toISOString() ?? null, isReplica },
  };
  return { answer, subject };
}

function accessOf(ctx: UserContext, { scope, id, students }: Subject): Access | Listing<unknown> {
  const { requestId } = ctx;
  if (scope === "student") return { subject: ofStudent(id), what: "analytics", requestId };
  return { what: `${scope} analytics`, requestId, count: () => students, filter: { [`${scope}Id`]: id } };
}

async function load(
  tx: Tx,
  { actor }: UserContext,
  subject: Subject,
  { timeframe, wanted }: { timeframe: Facts["timeframe"]; wanted: ReadonlySet<AnalyticsQuery["metrics"][number]> },
) {
  const isStudent = subject.scope === "student";
  const groups = loadStandings(tx, subject);
  const [facts, lines, coming, standings, [oldest], [freshness]] = await Promise.all([
    subject.scope === "program"
      ? loadProgram(tx, subject, timeframe, wanted, groups)
      : loadStudents(tx, subject, timeframe, partsOf(timeframe), wanted),
    isStudent ? loadCompetencies(tx, subject) : [],
    isStudent ? tx.query(selectComing, { studentId: subject.id, today: subject.today }) : [],
    groups,
    subject.scope === "cohort" && actor.role === "CLINICAL_SUPERVISOR"
      ? tx.query(selectOldest, {
          assessorId: actor.userId,
          studentIds: [...subject.studentIds],
          timeZone: subject.timeZone,
        })
      : [],
    tx.query(selectFreshness),
  ]);
  return { facts: { ...facts, competencies: lines }, coming, standings, oldest, refreshedAt: freshness?.refreshedAt };
}

function recommend(
  { actor }: UserContext,
  facts: Facts,
  loaded: Awaited<ReturnType<typeof load>>,
  say: Say,
): Recommendation[] {
  const { id, name, today, scope } = facts.subject;
  if (scope === "student") {
    const student = { id, name, today, isReader: actor.userId === id };
    return recommendToStudent(student, facts.competencies, loaded.coming, mostRecommendations, say);
  }
  return recommendToStaff(facts, { role: actor.role, oldest: loaded.oldest }, mostRecommendations, say);
}

const pl = alias(placements, "pl");
const ro = alias(rotations, "ro");
const s = alias(assessments, "s");
const c = alias(competencies, "c");

const selectComing = sqlStatement(
  "analytics_coming_rotations",
  z.object({ id: z.string(), name: z.string(), startsOn: z.string() }),
  (p: Params<{ studentId: string; today: string }>) => sql`
    select ${ro.id}, ${ro.name}, ${pl.startsOn}::text as "startsOn"
    from ${placements} ${pl} join ${rotations} ${ro} on ${ro.id} = ${pl.rotationId}
    where ${pl.studentId} = ${p.studentId} and ${pl.endedAt} is null and ${pl.startsOn} > ${p.today}::date
    order by ${pl.startsOn}, ${ro.id} limit 3`,
);

/** The request that has waited for an assessor for the longest time, of these students. */
export const selectOldest = sqlStatement(
  "analytics_oldest_request",
  z.object({ assessmentId: z.string(), competency: z.string(), askedOn: z.string() }),
  (p: Params<{ assessorId: string; studentIds: string[]; timeZone: string }>) => sql`
    select ${s.id} as "assessmentId", ${c.name} as competency,
           (coalesce(${s.renewedAt}, ${s.createdAt}) at time zone ${p.timeZone})::date::text as "askedOn"
    from ${assessments} ${s} join ${competencies} ${c} on ${c.id} = ${s.competencyId}
    where ${s.assessorId} = ${p.assessorId} and ${isOneOf(s.status, "REQUESTED")} and ${s.studentId} = any(${p.studentIds})
    order by coalesce(${s.renewedAt}, ${s.createdAt}), ${s.id} limit 1`,
);

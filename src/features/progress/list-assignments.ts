import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import { askedSql } from "#src/features/progress/asked.ts";
import { assignmentFactsSql } from "#src/features/progress/assignment-facts.ts";
import * as evidence from "#src/features/progress/evidence.ts";
import { criteriaSql, isUnconfirmedGuestSql } from "#src/features/progress/evidence.ts";
import { renewalPhraseOf } from "#src/features/progress/explain-renewal.ts";
import { type AssignmentFacts, assignmentFacts } from "#src/features/progress/facts.ts";
import { type Counts, missingOf, needsOf } from "#src/features/progress/needs.ts";
import { expiresSoonSql, lastExpirySql, shownStatusSql } from "#src/features/progress/overdue.ts";
import { isKnownStudent } from "#src/features/progress/queries.ts";
import type { Assignment, assignmentsQuery } from "#src/features/progress/schema.ts";
import { missingPhrase } from "#src/features/progress/sentences.ts";
import type { AssignmentStatus } from "#src/features/progress/values.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn } from "#src/lib/day.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import { isFound } from "#src/platform/db/names.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A student's competencies in the order of their framework; staff must specify the student. */
export async function listAssignments(
  ctx: UserContext,
  query: z.output<typeof assignmentsQuery>,
): Promise<{ items: Assignment[]; nextCursor: string | null }> {
  const studentId = query.studentId ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : undefined);
  if (studentId === undefined) {
    throw new AppError("invalid", "Say whose assignments.", {
      errors: [{ path: "studentId", message: "is needed, except for one's own" }],
    });
  }
  const after = decodeCursor(query.cursor, ["text", "integer", "id"]);
  const [rows, renewals, isKnown] = await readAs(
    ctx.actor,
    (tx) =>
      Promise.all([
        tx.query(selectAssignments, {
          studentId,
          category: query.category ?? null,
          patterns: likePatterns(query.search),
          status: query.status ?? null,
          afterCategory: after?.[0] ?? null,
          afterOrder: after?.[1] ?? null,
          afterId: after?.[2] ?? null,
          limit: query.limit + 1,
        }),
        tx.query(selectRenewals, { studentId }),
        isKnownStudent(tx, studentId),
      ]),
    { subject: ofStudent(studentId), what: "assignments", requestId: ctx.requestId },
  );
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  const at = now();
  const factsOf = new Map(renewals.map(({ facts }) => [facts.assignmentId, facts]));
  const isStudent = ctx.actor.role === "STUDENT";
  return pageOf(
    rows,
    query.limit,
    ({ levels, sortOrder, timeZone, expiresAt, method, times, counted, storedStatus, isRenewal, ...row }) => ({
      ...row,
      // As in `needsOf`: a student is not told of more people than are asked for, since some may be unnamed.
      evaluators: isStudent ? Math.min(row.evaluators, row.requiredEvaluators) : row.evaluators,
      resultLabel: labelIn(levels, row.result),
      contexts: counted.contexts,
      missing:
        renewalPhraseOfRow(factsOf.get(row.id), at) ??
        missingPhraseOf({ ...row, status: storedStatus, method, times, atTarget: counted.atTarget, levels }),
      asked: row.asked && { ...row.asked, at: new Date(row.asked.at).toISOString() },
      expiresOn: expiresAt && dayIn(expiresAt, timeZone),
      // A renewal has no due date.
      dueDate: isRenewal ? null : (row.dueDate?.toISOString() ?? null),
      dueOn: isRenewal ? null : row.dueDate && dayIn(row.dueDate, timeZone),
      completionDate: row.completionDate?.toISOString() ?? null,
      lastAssessedAt: row.lastAssessedAt?.toISOString() ?? null,
    }),
    (row) => [row.category, row.sortOrder, row.id],
  );
}

type ScaleKind = Assignment["scaleKind"];
type Levels = readonly { value: number; label: string }[];

function labelIn(levels: Levels, value: number | null): string | null {
  return levels.find((level) => level.value === value)?.label ?? null;
}

/** From the figures that the recount stored. */
function missingPhraseOf(
  row: Counts & {
    status: AssignmentStatus;
    method: ScoringMethod;
    times: number | null;
    requiredObservations: number;
    requiredEvaluators: number;
    requiredDays: number;
    scaleKind: ScaleKind;
    targetRating: number;
    maxRating: number;
    levels: Levels;
  },
): string | null {
  const asked = {
    status: row.status,
    method: row.method,
    times: row.times,
    scale: { target: row.targetRating },
    requirement: { observations: row.requiredObservations, evaluators: row.requiredEvaluators, days: row.requiredDays },
  };
  const target = {
    kind: row.scaleKind,
    value: row.targetRating,
    max: row.maxRating,
    label: labelIn(row.levels, row.targetRating),
  };
  return missingPhrase(missingOf(row.method, needsOf(asked, row)), target);
}

function renewalPhraseOfRow(facts: AssignmentFacts | undefined, at: Date): string | null {
  return facts ? renewalPhraseOf(facts, at) : null;
}

const a = competencyAssignments;
const c = competencies;
const rs = ratingScales;
const e = evaluations;
const s = assessments;

type AssignmentsFilter = {
  studentId: string;
  category: string | null;
  patterns: string[];
  status: string | null;
  afterCategory: string | number | null;
  afterOrder: string | number | null;
  afterId: string | number | null;
  limit: number;
};

const selectAssignments = statement("assignments_list", (db, p: Params<AssignmentsFilter>) =>
  db
    .select({
      id: a.id,
      studentId: a.userId,
      competencyId: a.competencyId,
      code: c.code,
      name: c.name,
      category: c.category,
      level: c.level,
      isRequired: c.isRequired,
      status: shownStatusSql(a),
      progressPercentage: a.progressPercentage,
      result: a.result,
      levels: rs.levels,
      maxRating: rs.maxValue,
      targetRating: c.targetRating,
      scaleKind: rs.kind,
      storedStatus: a.status,
      method: c.scoringMethod,
      times: c.nTimes,
      observations: a.observations,
      requiredObservations: c.requiredObservations,
      evaluators: a.evaluators,
      requiredEvaluators: c.requiredEvaluators,
      days: a.days,
      requiredDays: c.requiredDays,
      counted: countedSql(),
      asked: askedSql(a),
      expiresAt: lastExpirySql(a, c.validityMonths, schools.timeZone),
      isRenewal: sql<boolean>`${a.cycleStartsAt} is not null`,
      expiresSoon: expiresSoonSql(a, c.validityMonths, schools.timeZone),
      dueDate: a.dueDate,
      timeZone: schools.timeZone,
      completionDate: a.completionDate,
      lastAssessedAt: lastAssessedAt(),
      sortOrder: c.sortOrder,
    })
    .from(a)
    .innerJoin(c, eq(c.id, a.competencyId))
    .innerJoin(rs, eq(rs.id, c.ratingScaleId))
    .innerJoin(schools, eq(schools.id, a.schoolId))
    .where(
      and(
        eq(a.userId, p.studentId),
        isNoneOf(a.status, "WITHDRAWN"),
        sql`(${p.category}::text is null or ${c.category} = ${p.category})`,
        isFound(c.searchText, p.patterns),
        sql`(${p.status}::text is null or ${shownStatusSql(a)} = ${p.status})`,
        sql`(${p.afterCategory}::text is null or (${c.category} collate "C", ${c.sortOrder}, ${a.id})
             > (${p.afterCategory} collate "C", ${p.afterOrder}::int, ${p.afterId} collate "C"))`,
      ),
    )
    .orderBy(sql`${c.category} collate "C"`, asc(c.sortOrder), asc(a.id))
    .limit(p.limit),
);

/** The facts of the student's completions with a validity, of which few are to be renewed. */
const selectRenewals = sqlStatement(
  "assignments_renewals",
  z.object({ facts: assignmentFacts }),
  (p: Params<{ studentId: string }>) => sql`
    select ${assignmentFactsSql(criteriaSql)} as facts
    from ${a} ${evidence.a}
    join ${c} ${evidence.c} on ${evidence.c.id} = ${evidence.a.competencyId} and ${evidence.c.validityMonths} is not null
    join ${rs} ${evidence.rs} on ${evidence.rs.id} = ${evidence.c.ratingScaleId}
    join ${schools} ${evidence.sc} on ${evidence.sc.id} = ${evidence.a.schoolId}
    where ${evidence.a.userId} = ${p.studentId}
      and (${expiresSoonSql(evidence.a, evidence.c.validityMonths, evidence.sc.timeZone)} or ${isOneOf(evidence.a.status, "EXPIRED")}
        or (${isOneOf(evidence.a.status, "IN_PROGRESS")} and ${evidence.a.cycleStartsAt} is not null))`,
);

/**
 * What the assignment does not store of its evidence. The conditions are those of counted-evidence.ts, and the value of
 * an assessment is settled as there; a test compares the two.
 */
function countedSql() {
  const rating = sql`coalesce(${e.overallRating}, ${e.rubricResult})`;
  return sql<{ atTarget: number; contexts: number }>`(
    select json_build_object('atTarget', count(*) filter (where counted.value >= ${c.targetRating}),
             'contexts', count(distinct counted.rotation_id))
    from (
      select ${s.rotationId}, case when ${rs.kind} = 'NUMERIC' then round(avg(${rating}), 6)
               else percentile_disc(0.5) within group (order by ${rating}) end as value
      from ${e} join ${s} on ${s.id} = ${e.assessmentId}
      where ${e.studentId} = ${a.userId} and ${holdsCompetency(a, e.competencyId)} and ${isOneOf(e.state, "SIGNED")}
        and not ${e.isSelf} and not ${isUnconfirmedGuestSql(e)} and ${rating} is not null
        and (${isOneOf(s.status, "APPROVED")} or (${isOneOf(s.status, "SUBMITTED")} and not ${c.needsCountersignature}))
        and not exists (select from ${c} earlier where earlier.id = ${e.competencyId}
          and earlier.rating_scale_id <> ${c.ratingScaleId})
        and (${a.cycleStartsAt} is null or ${s.observedAt} > ${a.cycleStartsAt})
      group by ${s.id}, ${s.rotationId}) counted)`;
}

function lastAssessedAt() {
  const latest = sql<Date | null>`(select max(${assessments.observedAt})
    from ${e} join ${assessments} on ${assessments.id} = ${e.assessmentId}
    where ${e.studentId} = ${a.userId} and ${holdsCompetency(a, e.competencyId)} and ${isOneOf(e.state, "SIGNED")} and not ${e.isSelf}
      and not ${isUnconfirmedGuestSql(e)} and ${isOneOf(assessments.status, "SUBMITTED", "APPROVED")})`;
  return latest.mapWith(assessments.observedAt);
}

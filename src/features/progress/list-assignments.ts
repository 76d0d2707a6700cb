import { and, asc, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { isUnconfirmedGuestSql } from "#src/features/progress/evidence.ts";
import { shownStatusSql } from "#src/features/progress/overdue.ts";
import { isKnownStudent } from "#src/features/progress/queries.ts";
import type { Assignment, assignmentsQuery } from "#src/features/progress/schema.ts";
import { dayIn } from "#src/lib/day.ts";
import { likePatterns } from "#src/lib/search-text.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { isFound } from "#src/platform/db/names.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
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
  const [rows, isKnown] = await readAs(
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
        isKnownStudent(tx, studentId),
      ]),
    { subject: ofStudent(studentId), what: "assignments", requestId: ctx.requestId },
  );
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return pageOf(
    rows,
    query.limit,
    ({ levels, sortOrder, timeZone, ...row }) => ({
      ...row,
      resultLabel: levels.find(({ value }) => value === row.result)?.label ?? null,
      dueDate: row.dueDate?.toISOString() ?? null,
      dueOn: row.dueDate && dayIn(row.dueDate, timeZone),
      completionDate: row.completionDate?.toISOString() ?? null,
      lastAssessedAt: row.lastAssessedAt?.toISOString() ?? null,
    }),
    (row) => [row.category, row.sortOrder, row.id],
  );
}

const a = competencyAssignments;
const c = competencies;
const rs = ratingScales;

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
      observations: a.observations,
      requiredObservations: c.requiredObservations,
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

function lastAssessedAt() {
  const e = evaluations;
  const latest = sql<Date | null>`(select max(${assessments.observedAt})
    from ${e} join ${assessments} on ${assessments.id} = ${e.assessmentId}
    where ${e.studentId} = ${a.userId} and ${e.competencyId} = ${a.competencyId} and ${isOneOf(e.state, "SIGNED")} and not ${isUnconfirmedGuestSql(e)}
      and ${isOneOf(assessments.status, "SUBMITTED", "APPROVED")})`;
  return latest.mapWith(assessments.observedAt);
}

import { and, desc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { z } from "zod";
import { unsignedStatuses } from "#src/features/assessments/rules.ts";
import type { AssessmentLine, assessmentsQuery } from "#src/features/assessments/schema.ts";
import { assessmentValueSql, hiddenAuthorNameSql } from "#src/features/progress/evidence.ts";
import { ofStudent } from "#src/platform/db/access-row.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { decodeCursor, instantKey, pageOf, shownOf } from "#src/platform/db/cursor.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** The assessments that the reader may see, newest first. Without `studentId` a student gets their own. */
export async function listAssessments(
  ctx: UserContext,
  query: z.output<typeof assessmentsQuery>,
): Promise<{ items: AssessmentLine[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor, ["instant", "id"]);
  const studentId = query.studentId ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : null);
  const rows = await readAs(
    ctx.actor,
    (tx) =>
      tx.query(selectAssessments, {
        studentId,
        competencyId: query.competencyId ?? null,
        status: query.status ?? null,
        afterAt: after?.[0] ?? null,
        afterId: after?.[1] ?? null,
        readerId: ctx.actor.userId,
        limit: query.limit + 1,
      }),
    studentId === null
      ? {
          what: "assessments",
          requestId: ctx.requestId,
          count: shownOf(query.limit),
          filter: { competencyId: query.competencyId, status: query.status },
        }
      : { subject: ofStudent(studentId), what: "assessments", requestId: ctx.requestId },
  );
  return pageOf(
    rows,
    query.limit,
    ({ levels, sortAt, ...row }) => ({
      ...row,
      ratingLabel: levels.find(({ value }) => value === row.rating)?.label ?? null,
      observedAt: row.observedAt?.toISOString() ?? null,
      submittedAt: row.submittedAt?.toISOString() ?? null,
    }),
    (row) => [row.sortAt, row.id],
  );
}

const s = assessments;
const c = competencies;
const e = evaluations;
const rs = ratingScales;
const student = alias(users, "student");
const evaluator = alias(users, "evaluator");
const assessor = alias(users, "assessor");

/** A draft may not have an observation time yet; it is then sorted by the time it was created. */
const sortAt = sql`coalesce(${s.observedAt}, ${s.createdAt})`;

type AssessmentsFilter = {
  studentId: string | null;
  competencyId: string | null;
  status: string | null;
  afterAt: string | number | null;
  afterId: string | number | null;
  readerId: string;
  limit: number;
};

const selectAssessments = statement("assessments_list", (db, p: Params<AssessmentsFilter>) =>
  db
    .select({
      id: s.id,
      studentId: s.studentId,
      studentName: student.name,
      competencyId: s.competencyId,
      competencyName: c.name,
      category: c.category,
      status: s.status,
      rating: assessmentValueSql(s.id, rs.kind).mapWith(e.overallRating),
      levels: rs.levels,
      maxRating: rs.maxValue,
      scaleKind: rs.kind,
      evaluator: evaluatorsSql(),
      observedAt: s.observedAt,
      submittedAt: s.submittedAt,
      sortAt: instantKey(sortAt),
    })
    .from(s)
    .innerJoin(student, eq(student.id, s.studentId))
    .innerJoin(c, eq(c.id, s.competencyId))
    .innerJoin(rs, eq(rs.id, c.ratingScaleId))
    .where(
      and(
        // What a student says of themselves is no assessment of theirs by somebody.
        sql`${s.assessorId} is distinct from ${s.studentId}`,
        sql`(${p.studentId}::text is null or ${s.studentId} = ${p.studentId})`,
        sql`(${p.competencyId}::text is null or ${s.competencyId} = ${p.competencyId})`,
        sql`((${p.status}::text is null and ${isOneOf(s.status, "SUBMITTED", "APPROVED", "REJECTED")})
             or ${s.status} = ${p.status})`,
        sql`(${isNoneOf(s.status, ...unsignedStatuses)} or ${s.assessorId} = ${p.readerId})`,
        sql`(${p.afterAt}::timestamptz is null or (${sortAt}, ${s.id}) < (${p.afterAt}::timestamptz, ${p.afterId}))`,
      ),
    )
    .orderBy(desc(sortAt), desc(s.id))
    .limit(p.limit),
);

/** Whoever evaluated it, as far as the reader may know; before that its assessor. */
function evaluatorsSql() {
  return sql<string | null>`coalesce(
    (select string_agg(distinct coalesce(${evaluator.name}, ${e.guestName}, ${hiddenAuthorNameSql(e)}), ', ')
     from ${e} left join ${users} ${evaluator} on ${evaluator.id} = ${e.evaluatorId}
     where ${e.assessmentId} = ${s.id} and ${isOneOf(e.state, "SIGNED")} and not ${e.isSelf}),
    (select ${assessor.name} from ${users} ${assessor} where ${assessor.id} = ${s.assessorId}))`;
}

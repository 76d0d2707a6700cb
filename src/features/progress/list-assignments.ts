import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import type { Assignment, assignmentsQuery, ShownAssignmentStatus } from "#src/features/progress/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { readAs } from "#src/platform/db/transaction.ts";

type Row = {
  id: string;
  user_id: string;
  competency_id: string;
  code: string | null;
  name: string;
  category: string;
  level: Assignment["level"];
  is_required: boolean;
  status: ShownAssignmentStatus;
  progress_percentage: string;
  result: string | null;
  levels: { value: number; label: string }[];
  max_value: string;
  target_rating: string;
  scale_kind: Assignment["scaleKind"];
  observations: number;
  required_observations: number;
  due_date: Date | null;
  completion_date: Date | null;
  last_assessed_at: Date | null;
  sort_order: number;
};

/** A student's competencies in the order of their framework; staff name the student. */
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
  const after = decodeCursor(query.cursor, ["string", "number", "string"]);
  const [rows, isKnown] = await readAs(
    ctx.actor,
    (tx) => {
      const lines = tx.query<Row>({
        name: "assignments_list",
        text: `
          select * from (
            select a.id, a.user_id, a.competency_id, c.code, c.name, c.category, c.level, c.is_required,
                   case when a.due_date < now() and a.status in ('NOT_STARTED', 'IN_PROGRESS') then 'OVERDUE'
                        else a.status end as status,
                   a.progress_percentage, a.result, rs.levels, rs.max_value, c.target_rating, rs.kind as scale_kind,
                   a.observations, c.required_observations, a.due_date, a.completion_date, c.sort_order,
                   (select max(s.observed_at) from evaluations e join assessments s on s.id = e.assessment_id
                    where e.student_id = a.user_id and e.competency_id = a.competency_id and e.state = 'SIGNED')
                     as last_assessed_at
            from competency_assignments a
            join competencies c on c.id = a.competency_id
            join rating_scales rs on rs.id = c.rating_scale_id
            where a.user_id = $1 and a.status <> 'WITHDRAWN'
              and ($2::text is null or c.category = $2)
              and ($3::text is null or c.name ilike '%' || $3 || '%' or c.code ilike '%' || $3 || '%')) l
          where ($4::text is null or l.status = $4)
            and ($5::text is null or (l.category collate "C", l.sort_order, l.id) > ($5 collate "C", $6::int, $7 collate "C"))
          order by l.category collate "C", l.sort_order, l.id
          limit $8`,
        values: [
          studentId,
          query.category ?? null,
          query.search === undefined ? null : query.search.replace(/[\\%_]/g, "\\$&"),
          query.status ?? null,
          after?.[0] ?? null,
          after?.[1] ?? null,
          after?.[2] ?? null,
          query.limit + 1,
        ],
      });
      const student = tx.query({
        name: "student_known",
        text: "select 1 from users where id = $1 and role = 'STUDENT'",
        values: [studentId],
      });
      return Promise.all([lines.then(({ rows }) => rows), student.then(({ rowCount }) => rowCount === 1)]);
    },
    { subject: { studentId }, what: "assignments", requestId: ctx.requestId },
  );
  if (!isKnown) throw new AppError("not_found", "There is no such student.");
  return pageOf(rows, query.limit, lineOf, (row) => [row.category, row.sort_order, row.id]);
}

function lineOf(row: Row): Assignment {
  const result = row.result === null ? null : Number(row.result);
  return {
    id: row.id,
    studentId: row.user_id,
    competencyId: row.competency_id,
    code: row.code,
    name: row.name,
    category: row.category,
    level: row.level,
    isRequired: row.is_required,
    status: row.status,
    progressPercentage: Number(row.progress_percentage),
    result,
    resultLabel: row.levels.find(({ value }) => value === result)?.label ?? null,
    maxRating: Number(row.max_value),
    targetRating: Number(row.target_rating),
    scaleKind: row.scale_kind,
    observations: row.observations,
    requiredObservations: row.required_observations,
    dueDate: row.due_date?.toISOString() ?? null,
    completionDate: row.completion_date?.toISOString() ?? null,
    lastAssessedAt: row.last_assessed_at?.toISOString() ?? null,
  };
}

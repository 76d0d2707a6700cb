import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import type {
  AssessmentLine,
  assessmentsQuery,
  FormAnswer,
  QueueLine,
  queueQuery,
  StaffAssessmentView,
} from "#src/features/assessments/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { decodeCursor, pageOf } from "#src/platform/db/cursor.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { authorize } from "#src/policy/authorize.ts";

type Level = { value: number; label: string; description: string };

export function labelOf(levels: readonly Level[], rating: number | null): string | null {
  return rating === null ? null : (levels.find(({ value }) => value === rating)?.label ?? null);
}

export function numberOrNull(value: string | number | null): number | null {
  return value === null ? null : Number(value);
}

/** Everything the form needs, in one round trip: the student, the competency, its scale and rubric, an open draft. */
export async function getForm(ctx: UserContext, studentId: string, competencyId: string): Promise<FormAnswer> {
  type Row = {
    student: FormAnswer["student"] & { schoolId: string };
    competency: FormAnswer["competency"];
    scale: FormAnswer["scale"];
    is_supervisor: boolean;
    position: number;
    total: number;
    last: { rating: number | null; date: string } | null;
    criteria: FormAnswer["criteria"] | null;
    rotations: FormAnswer["rotations"] | null;
    draft: {
      assessmentId: string;
      content: { evaluationData: object; evidenceFiles?: string[] };
      savedAt: string;
    } | null;
  };
  const row = await readAs(
    ctx.actor,
    async (tx) =>
      (
        await tx.query<Row>({
          name: "assessment_form",
          text: `
            select json_build_object('id', st.id, 'name', st.name, 'studentNumber', st.student_number,
                     'schoolId', st.school_id,
                     'subtitle', concat_ws(', ', coalesce(co.name, p.name), st.student_number)) as student,
                   json_build_object('id', c.id, 'code', c.code, 'name', c.name, 'description', c.description,
                     'category', c.category, 'targetRating', c.target_rating) as competency,
                   json_build_object('id', rs.id, 'name', rs.name, 'question', rs.question, 'kind', rs.kind,
                     'min', rs.min_value, 'max', rs.max_value, 'levels', rs.levels) as scale,
                   app.supervises(st.id) as is_supervisor,
                   (select count(*)::int from competency_assignments o join competencies oc on oc.id = o.competency_id
                    where o.user_id = st.id and o.status <> 'WITHDRAWN'
                      and (oc.category, oc.sort_order, oc.id) <= (c.category, c.sort_order, c.id)) as position,
                   (select total from student_progress sp where sp.student_id = st.id) as total,
                   (select json_build_object('rating', coalesce(e.overall_rating, e.rubric_result),
                             'date', s.observed_at)
                    from evaluations e join assessments s on s.id = e.assessment_id
                    where e.student_id = st.id and e.competency_id = c.id and e.state = 'SIGNED' and not e.is_self
                    order by s.observed_at desc, s.id desc limit 1) as last,
                   (select json_agg(json_build_object('id', r.id, 'name', r.criterion_name,
                             'description', r.description, 'weight', r.weight, 'maxScore', r.max_score,
                             'passScore', r.pass_score, 'performanceLevels', r.performance_levels)
                             order by r.order_index, r.id)
                    from competency_rubrics r where r.competency_id = c.id and r.is_active) as criteria,
                   (select json_agg(json_build_object('id', ro.id, 'name', ro.name) order by pl.starts_on desc)
                    from placements pl join rotations ro on ro.id = pl.rotation_id
                    where pl.student_id = st.id and pl.ended_at is null) as rotations,
                   (select json_build_object('assessmentId', s.id, 'content', s.draft, 'savedAt', s.updated_at)
                    from assessments s where s.student_id = st.id and s.competency_id = c.id
                      and s.assessor_id = $3 and s.status = 'DRAFT' order by s.created_at limit 1) as draft
            from users st
            join competency_assignments a on a.user_id = st.id and a.competency_id = $2 and a.status <> 'WITHDRAWN'
            join competencies c on c.id = a.competency_id
            join rating_scales rs on rs.id = c.rating_scale_id
            left join cohorts co on co.id = st.cohort_id
            left join programs p on p.id = st.program_id
            where st.id = $1 and st.role = 'STUDENT'`,
          values: [studentId, competencyId, ctx.actor.userId],
        })
      ).rows[0],
    { subject: { studentId }, what: "assessment form", requestId: ctx.requestId },
  );
  authorize(ctx.actor, "assessment:submit", {
    schoolId: row?.student.schoolId ?? "",
    isSupervisor: row?.is_supervisor ?? false,
  });
  if (!row) throw new AppError("not_found", "There is no such student or competency.");
  return {
    student: row.student,
    competency: row.competency,
    position: row.position,
    totalCompetencies: row.total,
    lastAssessed: row.last && {
      rating: row.last.rating,
      label: labelOf(row.scale.levels, row.last.rating),
      date: new Date(row.last.date).toISOString(),
    },
    scale: row.scale,
    criteria: row.criteria ?? [],
    rotations: row.rotations ?? [],
    draft: row.draft && {
      assessmentId: row.draft.assessmentId,
      evaluationData: row.draft.content.evaluationData,
      evidenceFiles: row.draft.content.evidenceFiles ?? [],
      savedAt: new Date(row.draft.savedAt).toISOString(),
    },
  };
}

/** One assessment with its evaluations. Private notes come back from the database for staff only. */
export async function getAssessment(ctx: UserContext, assessmentId: string): Promise<StaffAssessmentView> {
  type Row = { view: StaffAssessmentView & { schoolId: string }; is_supervisor: boolean };
  const row = await readAs(
    ctx.actor,
    async (tx) => {
      const { rows } = await tx.query<Row>({
        name: "assessment_get",
        text: `
        select app.supervises(s.student_id) as is_supervisor,
          json_build_object('id', s.id, 'schoolId', s.school_id, 'studentId', s.student_id, 'studentName', st.name,
            'competencyId', c.id, 'competencyName', c.name, 'category', c.category, 'method', s.method,
            'status', s.status, 'observedAt', s.observed_at, 'submittedAt', s.submitted_at, 'rotation', ro.name,
            'metadata', s.metadata, 'targetRating', c.target_rating,
            'scale', json_build_object('id', rs.id, 'name', rs.name, 'question', rs.question, 'kind', rs.kind,
               'min', rs.min_value, 'max', rs.max_value, 'levels', rs.levels),
            'evaluations', coalesce((select json_agg(json_build_object('id', e.id,
               'evaluator', coalesce(u.name, e.guest_name, ''), 'evaluatorRole', coalesce(u.role, e.guest_role, ''),
               'state', e.state, 'isSelf', e.is_self, 'overallRating', e.overall_rating,
               'ratingLabel', (select l->>'label' from jsonb_array_elements(rs.levels) l
                               where (l->>'value')::numeric = coalesce(e.overall_rating, e.rubric_result)),
               'rubricResult', e.rubric_result, 'feedback', e.feedback, 'strengths', e.strengths,
               'nextSteps', e.next_steps, 'revision', e.revision, 'signedAt', e.signed_at, 'privateNote', n.note,
               'criteria', coalesce((select json_agg(json_build_object('rubricId', r.id, 'name', r.criterion_name,
                   'score', ec.score, 'maxScore', r.max_score, 'comment', ec.comment) order by r.order_index)
                 from evaluation_criteria ec join competency_rubrics r on r.id = ec.rubric_id
                 where ec.evaluation_id = e.id), '[]'::json))
               order by e.created_at, e.id)
               from evaluations e left join users u on u.id = e.evaluator_id
               left join evaluation_private_notes n on n.evaluation_id = e.id
               where e.assessment_id = s.id), '[]'::json),
            'evidenceFiles', coalesce((select json_agg(json_build_object('fileId', f.id, 'name', f.name,
                'sizeBytes', f.size_bytes, 'mediaType', f.media_type) order by f.created_at)
               from assessment_files af join files f on f.id = af.file_id where af.assessment_id = s.id), '[]'::json)
          ) as view
        from assessments s
        join users st on st.id = s.student_id
        join competencies c on c.id = s.competency_id
        join rating_scales rs on rs.id = c.rating_scale_id
        left join rotations ro on ro.id = s.rotation_id
        where s.id = $1`,
        values: [assessmentId],
      });
      return rows[0];
    },
    { subject: { assessmentId }, what: "assessment", requestId: ctx.requestId },
  );
  authorize(ctx.actor, "assessment:read", {
    schoolId: row?.view.schoolId ?? "",
    studentId: row?.view.studentId ?? "",
    isSupervisor: row?.is_supervisor ?? false,
  });
  if (!row) throw new AppError("not_found", "There is no such assessment.");
  const { view } = row;
  return {
    ...view,
    observedAt: isoOrNull(view.observedAt),
    submittedAt: isoOrNull(view.submittedAt),
    evaluations: view.evaluations.map((line) => ({ ...line, signedAt: isoOrNull(line.signedAt) })),
  };
}

/** JSON made by the database prints instants in the session's zone; the API prints them in UTC. */
function isoOrNull(value: string | null): string | null {
  return value === null ? null : new Date(value).toISOString();
}

type LineRow = {
  id: string;
  student_id: string;
  student_name: string;
  competency_id: string;
  competency_name: string;
  category: string;
  status: string;
  rating: string | null;
  levels: Level[];
  max_value: string;
  scale_kind: AssessmentLine["scaleKind"];
  evaluator: string | null;
  observed_at: Date | null;
  submitted_at: Date | null;
  sort_at: string;
};

/** Assessments the reader may see, newest first. Without `studentId` a student gets their own. */
export async function listAssessments(
  ctx: UserContext,
  query: z.output<typeof assessmentsQuery>,
): Promise<{ items: AssessmentLine[]; nextCursor: string | null }> {
  const after = decodeCursor(query.cursor, ["string", "string"]);
  const studentId = query.studentId ?? (ctx.actor.role === "STUDENT" ? ctx.actor.userId : null);
  const rows = await readAs(
    ctx.actor,
    async (tx) =>
      (
        await tx.query<LineRow>({
          name: "assessments_list",
          text: `
            select s.id, s.student_id, st.name as student_name, s.competency_id, c.name as competency_name, c.category,
                   s.status, coalesce(e.overall_rating, e.rubric_result) as rating, rs.levels, rs.max_value,
                   rs.kind as scale_kind, coalesce(u.name, e.guest_name, au.name) as evaluator, s.observed_at,
                   s.submitted_at, coalesce(s.observed_at, s.created_at)::text as sort_at
            from assessments s
            join users st on st.id = s.student_id
            join competencies c on c.id = s.competency_id
            join rating_scales rs on rs.id = c.rating_scale_id
            left join evaluations e on e.assessment_id = s.id and e.state = 'SIGNED' and not e.is_self
            left join users u on u.id = e.evaluator_id
            left join users au on au.id = s.assessor_id
            where ($1::text is null or s.student_id = $1) and ($2::text is null or s.competency_id = $2)
              and (($3::text is null and s.status in ('SUBMITTED', 'APPROVED', 'REJECTED')) or s.status = $3)
              and ($4::timestamptz is null or (coalesce(s.observed_at, s.created_at), s.id) < ($4, $5))
            order by coalesce(s.observed_at, s.created_at) desc, s.id desc
            limit $6`,
          values: [
            studentId,
            query.competencyId ?? null,
            query.status ?? null,
            after?.[0] ?? null,
            after?.[1] ?? null,
            query.limit + 1,
          ],
        })
      ).rows,
    studentId === null ? undefined : { subject: { studentId }, what: "assessments", requestId: ctx.requestId },
  );
  return pageOf(rows, query.limit, lineOf, (row) => [row.sort_at, row.id]);
}

function lineOf(row: LineRow): AssessmentLine {
  const rating = numberOrNull(row.rating);
  return {
    id: row.id,
    studentId: row.student_id,
    studentName: row.student_name,
    competencyId: row.competency_id,
    competencyName: row.competency_name,
    category: row.category,
    status: row.status,
    rating,
    ratingLabel: labelOf(row.levels, rating),
    maxRating: Number(row.max_value),
    scaleKind: row.scale_kind,
    evaluator: row.evaluator,
    observedAt: row.observed_at?.toISOString() ?? null,
    submittedAt: row.submitted_at?.toISOString() ?? null,
  };
}

/** How far ahead a due date puts a competency into the queue. */
const queueHorizonDays = 14;

/** "Waiting for you": requests, own drafts, and what falls due for students of one's placements; oldest first. */
export async function listQueue(
  ctx: UserContext,
  query: z.output<typeof queueQuery>,
): Promise<{ items: QueueLine[]; nextCursor: string | null }> {
  type Row = {
    kind: QueueLine["kind"];
    assessment_id: string | null;
    student_id: string;
    student_name: string;
    competency_id: string;
    competency_name: string;
    category: string;
    since: Date;
    since_text: string;
    due_date: Date | null;
    is_overdue: boolean;
    line_id: string;
  };
  const after = decodeCursor(query.cursor, ["string", "string"]);
  const rows = await readAs(
    ctx.actor,
    async (tx) =>
      (
        await tx.query<Row>({
          name: "assessment_queue",
          text: `
            with lines as (
              select case s.status when 'REQUESTED' then 'request' else 'draft' end as kind, s.id as assessment_id,
                     s.student_id, s.competency_id, s.created_at as since, s.id as line_id
              from assessments s
              where s.assessor_id = $1 and s.status in ('REQUESTED', 'DRAFT')
              union all
              select 'due', null, a.user_id, a.competency_id, a.due_date, a.id
              from competency_assignments a
              where a.user_id in (select app.supervised_student_ids())
                and a.status in ('NOT_STARTED', 'IN_PROGRESS', 'EXPIRED')
                and a.due_date < now() + make_interval(days => ${queueHorizonDays})
                and not exists (select 1 from assessments d where d.assessor_id = $1 and d.student_id = a.user_id
                                and d.competency_id = a.competency_id and d.status in ('REQUESTED', 'DRAFT')))
            select l.kind, l.assessment_id, l.student_id, st.name as student_name, l.competency_id,
                   c.name as competency_name, c.category, l.since, l.since::text as since_text, a.due_date,
                   coalesce(a.due_date < now(), false) as is_overdue, l.line_id
            from lines l
            join users st on st.id = l.student_id
            join competencies c on c.id = l.competency_id
            left join competency_assignments a on a.user_id = l.student_id and a.competency_id = l.competency_id
              and a.status <> 'WITHDRAWN'
            where $2::timestamptz is null or (l.since, l.line_id) > ($2, $3)
            order by l.since, l.line_id
            limit $4`,
          values: [ctx.actor.userId, after?.[0] ?? null, after?.[1] ?? null, query.limit + 1],
        })
      ).rows,
  );
  return pageOf(
    rows,
    query.limit,
    (row) => ({
      kind: row.kind,
      assessmentId: row.assessment_id,
      studentId: row.student_id,
      studentName: row.student_name,
      competencyId: row.competency_id,
      competencyName: row.competency_name,
      category: row.category,
      since: row.since.toISOString(),
      dueDate: row.due_date?.toISOString() ?? null,
      isOverdue: row.is_overdue,
    }),
    (row) => [row.since_text, row.line_id],
  );
}

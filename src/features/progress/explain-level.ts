import { AppError } from "#src/errors.ts";
import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import { type CountedInput, type ScaleRule, scoreCompetency } from "#src/features/progress/rules.ts";
import type { ShownAssignmentStatus, WhyAnswer } from "#src/features/progress/schema.ts";
import { leftOutSentences, methodSentence, nextStepSentence } from "#src/features/progress/sentences.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { now } from "#src/lib/clock.ts";
import { readAs } from "#src/platform/db/transaction.ts";

type EvidenceRow = {
  assessmentId: string;
  assessmentStatus: CountedInput["assessmentStatus"];
  evaluatorKey: string;
  evaluator: string;
  observedAt: string;
  submittedAt: string;
  state: CountedInput["state"];
  isSelf: boolean;
  rating: number | null;
  method: string;
  feedback: string | null;
  strengths: string | null;
  nextSteps: string | null;
  criteria: CountedInput["criteria"] | null;
};

type Row = {
  student_id: string;
  student_name: string;
  competency_id: string;
  competency_name: string;
  category: string;
  status: ShownAssignmentStatus;
  cycle_starts_at: Date | null;
  scoring_method: ScoringMethod;
  n_times: number | null;
  target_rating: string;
  required_observations: number;
  required_evaluators: number;
  required_days: number;
  needs_countersignature: boolean;
  scale_name: string;
  scale_kind: ScaleRule["kind"];
  min_value: string;
  max_value: string;
  levels: WhyAnswer["scale"]["levels"];
  time_zone: string;
  progress_percentage: string;
  evidence: EvidenceRow[] | null;
};

/**
 * Why one level is what it is. The evidence is scored again by the same rules that wrote the level, so the
 * explanation cannot drift from what it explains.
 */
export async function explainLevel(ctx: UserContext, assignmentId: string): Promise<WhyAnswer> {
  const row = await readAs(
    ctx.actor,
    async (tx) => {
      const { rows } = await tx.query<Row>({
        name: "level_explain",
        text: `
        select a.user_id as student_id, st.name as student_name, c.id as competency_id, c.name as competency_name,
               c.category, case when a.due_date < now() and a.status in ('NOT_STARTED', 'IN_PROGRESS') then 'OVERDUE'
                                else a.status end as status,
               a.cycle_starts_at, a.progress_percentage, c.scoring_method, c.n_times, c.target_rating,
               c.required_observations, c.required_evaluators, c.required_days, c.needs_countersignature,
               rs.name as scale_name, rs.kind as scale_kind, rs.min_value, rs.max_value, rs.levels, sc.time_zone,
               (select json_agg(json_build_object('assessmentId', s.id, 'assessmentStatus', s.status,
                   'evaluatorKey', coalesce(e.evaluator_id, e.guest_email), 'evaluator', coalesce(u.name, e.guest_name, ''),
                   'observedAt', s.observed_at, 'submittedAt', e.signed_at, 'state', e.state, 'isSelf', e.is_self,
                   'rating', coalesce(e.overall_rating, e.rubric_result), 'method', s.method, 'feedback', e.feedback,
                   'strengths', e.strengths, 'nextSteps', e.next_steps,
                   'criteria', case when c.scoring_method = 'MINIMUM_OF_CRITERIA' then (
                      select json_agg(json_build_object('rubricKey', ec.rubric_id, 'weight', r.weight,
                               'score', ec.score, 'maxScore', r.max_score, 'passScore', r.pass_score))
                      from evaluation_criteria ec join competency_rubrics r on r.id = ec.rubric_id
                      where ec.evaluation_id = e.id) end)
                 order by s.observed_at desc, s.id desc)
                from evaluations e join assessments s on s.id = e.assessment_id
                left join users u on u.id = e.evaluator_id
                where e.student_id = a.user_id and e.competency_id = a.competency_id and e.state <> 'DRAFT') as evidence
        from competency_assignments a
        join users st on st.id = a.user_id
        join schools sc on sc.id = a.school_id
        join competencies c on c.id = a.competency_id
        join rating_scales rs on rs.id = c.rating_scale_id
        where a.id = $1`,
        values: [assignmentId],
      });
      return rows[0];
    },
    { subject: { assignmentId }, what: "level explanation", requestId: ctx.requestId },
  );
  if (!row) throw new AppError("not_found", "There is no such assignment.");
  return explanationOf(assignmentId, row);
}

function explanationOf(assignmentId: string, row: Row): WhyAnswer {
  const scale: ScaleRule = {
    kind: row.scale_kind,
    min: Number(row.min_value),
    max: Number(row.max_value),
    target: Number(row.target_rating),
  };
  const evidence = row.evidence ?? [];
  const score = scoreCompetency({
    scale,
    method: row.scoring_method,
    times: row.n_times ?? 1,
    requirement: {
      observations: row.required_observations,
      evaluators: row.required_evaluators,
      days: row.required_days,
    },
    evaluations: evidence.map((line) => ({
      assessmentId: line.assessmentId,
      evaluatorKey: line.evaluatorKey,
      observedAt: new Date(line.observedAt),
      submittedAt: new Date(line.submittedAt),
      state: line.state,
      isSelf: line.isSelf,
      assessmentStatus: line.assessmentStatus,
      needsCountersignature: row.needs_countersignature,
      overallRating: line.rating,
      criteria: line.criteria ?? [],
    })),
    cycleStartsAt: row.cycle_starts_at,
    timeZone: row.time_zone,
  });
  const labelOf = (value: number | null) => row.levels.find((level) => level.value === value)?.label ?? null;
  const countedLines = (assessmentId: string) =>
    evidence.filter((line) => line.assessmentId === assessmentId && line.state === "SIGNED" && !line.isSelf);
  const requirements: WhyAnswer["requirements"] = [
    { name: "observations", have: score.observations, need: row.required_observations },
    { name: "evaluators", have: score.evaluators, need: row.required_evaluators },
    { name: "days", have: score.days, need: row.required_days },
  ];
  return {
    assignmentId,
    studentId: row.student_id,
    studentName: row.student_name,
    competencyId: row.competency_id,
    competencyName: row.competency_name,
    category: row.category,
    status: row.status,
    asOf: now().toISOString(),
    method: row.scoring_method,
    methodSentence: methodSentence(row.scoring_method, row.n_times),
    scale: { name: row.scale_name, ...scale, levels: row.levels },
    result: score.result,
    resultLabel: labelOf(score.result),
    progressPercentage: Number(row.progress_percentage),
    requirements,
    used: score.used.map(({ assessmentId, value, observedAt }) => {
      const lines = countedLines(assessmentId);
      const first = lines[0];
      return {
        assessmentId,
        value,
        valueLabel: labelOf(value),
        observedAt: observedAt.toISOString(),
        evaluators: [...new Set(lines.map(({ evaluator }) => evaluator))],
        method: first?.method ?? "DIRECT_OBSERVATION",
        feedback: first?.feedback ?? null,
        strengths: first?.strengths ?? null,
        nextSteps: first?.nextSteps ?? null,
      };
    }),
    leftOut: score.leftOut.map(({ assessmentId, evaluatorKey, reason }) => {
      const line = evidence.find(
        (one) => one.assessmentId === assessmentId && one.evaluatorKey === evaluatorKey && fitsReason(one, reason),
      );
      return {
        assessmentId,
        observedAt: line ? new Date(line.observedAt).toISOString() : "",
        evaluator: line?.evaluator ?? "",
        reason,
        reasonSentence: leftOutSentences[reason],
      };
    }),
    nextStep: nextStepSentence({
      status: row.status,
      result: score.result,
      target: scale.target,
      requirements,
      labelOf,
    }),
  };
}

/** Two revisions by one evaluator are told apart by why they were left out. */
function fitsReason(line: EvidenceRow, reason: string): boolean {
  if (reason === "superseded") return line.state === "SUPERSEDED";
  if (reason === "voided") return line.state === "VOIDED";
  if (reason === "self") return line.isSelf;
  return line.state === "SIGNED";
}

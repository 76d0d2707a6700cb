import type { EvaluationData } from "#src/features/assessments/schema.ts";
import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import type { CountedInput, ScaleRule } from "#src/features/progress/rules.ts";
import type { AssignmentStatus } from "#src/features/progress/schema.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** What an evaluator signs: a new assessment, or a draft of theirs. */
export type Signing = {
  studentId: string;
  competencyId: string;
  evaluationData: EvaluationData;
  evidenceFiles: string[];
  metadata: Record<string, unknown> | undefined;
  /** The draft that becomes the assessment; absent for a new one. */
  draftId: string | undefined;
  requestId: string;
};

type Level = { value: number; label: string; description: string };

/** One row: the assignment, its competency and scale, who asks, and the evidence so far. */
export type SigningRow = {
  assignment_id: string | null;
  assignment_status: AssignmentStatus;
  completion_date: Date | null;
  cycle_starts_at: Date | null;
  competency_name: string;
  category: string;
  template_id: string | null;
  scoring_method: ScoringMethod;
  target_rating: string;
  required_observations: number;
  required_evaluators: number;
  required_days: number;
  n_times: number | null;
  needs_countersignature: boolean;
  scale_kind: ScaleRule["kind"];
  min_value: string;
  max_value: string;
  levels: Level[];
  time_zone: string;
  school_id: string;
  evaluator_name: string;
  is_supervisor: boolean;
  evidence: StoredEvidence[] | null;
};

export type StoredEvidence = {
  evaluationId: string;
  assessmentId: string;
  assessmentStatus: CountedInput["assessmentStatus"];
  evaluatorKey: string;
  observedAt: string;
  submittedAt: string;
  state: CountedInput["state"];
  isSelf: boolean;
  rating: number | null;
  criteria:
    | { rubricKey: string; weight: number; score: number | null; maxScore: number; passScore: number | null }[]
    | null;
};

export async function loadSigning(tx: Tx, actor: UserActor, signing: Signing): Promise<SigningRow | undefined> {
  const { rows } = await tx.query<SigningRow>({
    name: "signing_load",
    text: `
      select a.id as assignment_id, a.status as assignment_status, a.completion_date, a.cycle_starts_at,
             c.name as competency_name, c.category, c.template_id, c.scoring_method, c.target_rating,
             c.required_observations, c.required_evaluators, c.required_days, c.n_times, c.needs_countersignature,
             rs.kind as scale_kind, rs.min_value, rs.max_value, rs.levels,
             sc.time_zone, st.school_id, me.name as evaluator_name,
             app.supervises(st.id) as is_supervisor,
             (select json_agg(json_build_object('evaluationId', e.id, 'assessmentId', s.id, 'assessmentStatus', s.status,
                       'evaluatorKey', coalesce(e.evaluator_id, e.guest_email), 'observedAt', s.observed_at,
                       'submittedAt', e.signed_at, 'state', e.state, 'isSelf', e.is_self,
                       'rating', coalesce(e.overall_rating, e.rubric_result)))
              from evaluations e join assessments s on s.id = e.assessment_id
              where e.student_id = st.id and e.competency_id = c.id and e.state = 'SIGNED') as evidence
      from users st
      join schools sc on sc.id = st.school_id
      join users me on me.id = $3
      left join competency_assignments a
        on a.user_id = st.id and a.competency_id = $2 and a.status <> 'WITHDRAWN'
      left join competencies c on c.id = a.competency_id
      left join rating_scales rs on rs.id = c.rating_scale_id
      where st.id = $1 and st.role = 'STUDENT'`,
    values: [signing.studentId, signing.competencyId, actor.userId],
  });
  return rows[0];
}

/** What the form may name besides: read only where it does, since most assessments are a level and a sentence. */
export type Named = {
  rubrics: { id: string; weight: number; maxScore: number; passScore: number | null }[];
  filesFound: number;
  isRotationKnown: boolean;
};

export async function loadNamed(tx: Tx, actor: UserActor, signing: Signing): Promise<Named> {
  const { criteria, rotationId } = signing.evaluationData;
  const files = signing.evidenceFiles;
  const [rubrics, found, rotation] = await Promise.all([
    criteria && criteria.length > 0
      ? tx.query<Named["rubrics"][number]>({
          name: "signing_rubrics",
          text: `select id, weight::float8 as weight, max_score::float8 as "maxScore", pass_score::float8 as "passScore"
                 from competency_rubrics where competency_id = $1 and is_active`,
          values: [signing.competencyId],
        })
      : undefined,
    files.length > 0
      ? tx.query<{ count: number }>({
          name: "signing_files",
          text: "select count(*)::int as count from files where id = any($1) and uploaded_by = $2",
          values: [files, actor.userId],
        })
      : undefined,
    rotationId === undefined
      ? undefined
      : tx.query({ name: "signing_rotation", text: "select 1 from rotations where id = $1", values: [rotationId] }),
  ]);
  return {
    rubrics: rubrics?.rows ?? [],
    filesFound: found?.rows[0]?.count ?? 0,
    isRotationKnown: rotation === undefined || rotation.rowCount === 1,
  };
}

/** The weakest criterion counts under one scoring method only; then the scores of the evidence are read too. */
export async function loadCriteria(
  tx: Tx,
  evidence: readonly StoredEvidence[],
): Promise<Map<string, CountedInput["criteria"]>> {
  const { rows } = await tx.query<{ evaluation_id: string; criteria: CountedInput["criteria"] }>({
    name: "signing_criteria",
    text: `select ec.evaluation_id, json_agg(json_build_object('rubricKey', ec.rubric_id, 'weight', r.weight,
             'score', ec.score, 'maxScore', r.max_score, 'passScore', r.pass_score)) as criteria
           from evaluation_criteria ec join competency_rubrics r on r.id = ec.rubric_id
           where ec.evaluation_id = any($1) group by 1`,
    values: [evidence.map(({ evaluationId }) => evaluationId)],
  });
  return new Map(rows.map(({ evaluation_id, criteria }) => [evaluation_id, criteria]));
}

export function scaleOf(loaded: SigningRow): ScaleRule {
  return {
    kind: loaded.scale_kind,
    min: Number(loaded.min_value),
    max: Number(loaded.max_value),
    target: Number(loaded.target_rating),
  };
}

export function criteriaOf(signing: Signing, named: Named): CountedInput["criteria"] {
  const given = new Map((signing.evaluationData.criteria ?? []).map(({ rubricId, score }) => [rubricId, score]));
  return named.rubrics
    .filter(({ id }) => given.has(id))
    .map((rubric) => ({
      rubricKey: rubric.id,
      weight: rubric.weight,
      score: given.get(rubric.id) ?? null,
      maxScore: rubric.maxScore,
      passScore: rubric.passScore,
    }));
}

export function countedOf(
  stored: StoredEvidence,
  needsCountersignature: boolean,
  criteria: CountedInput["criteria"],
): CountedInput {
  return {
    assessmentId: stored.assessmentId,
    evaluatorKey: stored.evaluatorKey,
    observedAt: new Date(stored.observedAt),
    submittedAt: new Date(stored.submittedAt),
    state: stored.state,
    isSelf: stored.isSelf,
    assessmentStatus: stored.assessmentStatus,
    needsCountersignature,
    overallRating: stored.rating,
    criteria,
  };
}

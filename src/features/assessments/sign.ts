import { AppError, type FieldError } from "#src/errors.ts";
import { assertTransition, criterionFaults, observedAtFault, ratingFault } from "#src/features/assessments/rules.ts";
import type { EvaluationData, SubmitAnswer } from "#src/features/assessments/schema.ts";
import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import {
  deadlineLimit,
  lockProgressRow,
  openDeadlinesSql,
  type ProgressRow,
  recentLimit,
} from "#src/features/progress/queries.ts";
import {
  type CountedInput,
  nextAssignmentStatus,
  overallProgress,
  rubricResult,
  type ScaleRule,
  scoreCompetency,
} from "#src/features/progress/rules.ts";
import { type Activity, type AssignmentStatus, assignmentStatus } from "#src/features/progress/schema.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { emit, type NewEvent } from "#src/platform/events/events.ts";
import type { UserActor } from "#src/policy/actor.ts";
import { authorize } from "#src/policy/authorize.ts";

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
type SigningRow = {
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

type StoredEvidence = {
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

/**
 * A supervisor of the student's placement signs an assessment; the student's progress moves in the same transaction.
 * Two round trips: lock and load, then write. The lock is a statement of its own, because a statement that waits for
 * a lock still reads everything else as it was before the wait.
 */
export async function signAssessment(tx: Tx, actor: UserActor, signing: Signing): Promise<SubmitAnswer> {
  const [progress, loaded, named] = await Promise.all([
    lockProgressRow(tx, signing.studentId),
    loadSigning(tx, actor, signing),
    loadNamed(tx, actor, signing),
  ]);
  // Row-level security hides a student of another school or placement: then there is nothing to know of.
  authorize(actor, "assessment:submit", {
    schoolId: loaded?.school_id ?? "",
    studentId: signing.studentId,
    isSupervisor: loaded?.is_supervisor ?? false,
  });
  if (!loaded || !progress || loaded.assignment_id === null) {
    throw new AppError("invalid", "The student does not have this competency.", {
      errors: [{ path: "competencyId", message: "is not assigned to this student" }],
    });
  }
  const assignmentId = loaded.assignment_id;
  const signedAt = now();
  const observedAt = signing.evaluationData.observedAt ? new Date(signing.evaluationData.observedAt) : signedAt;
  refuseFaults(signing, loaded, named, observedAt, signedAt);

  const assessmentId = signing.draftId ?? newId();
  if (signing.draftId) assertTransition("DRAFT", "SUBMITTED", "assessor");
  const scale = scaleOf(loaded);
  const criteria = criteriaOf(signing, named);
  const evidence = loaded.evidence ?? [];
  const stored =
    loaded.scoring_method === "MINIMUM_OF_CRITERIA" && evidence.length > 0
      ? await loadCriteria(tx, evidence)
      : undefined;
  const fromRubric = rubricResult(scale, criteria);
  const rating = signing.evaluationData.overallRating ?? fromRubric;
  const score = scoreCompetency({
    scale,
    method: loaded.scoring_method,
    times: loaded.n_times ?? 1,
    requirement: {
      observations: loaded.required_observations,
      evaluators: loaded.required_evaluators,
      days: loaded.required_days,
    },
    evaluations: [
      ...evidence.map((line) => countedOf(line, loaded.needs_countersignature, stored?.get(line.evaluationId) ?? [])),
      {
        assessmentId,
        evaluatorKey: actor.userId,
        observedAt,
        submittedAt: signedAt,
        state: "SIGNED",
        isSelf: false,
        assessmentStatus: "SUBMITTED",
        needsCountersignature: loaded.needs_countersignature,
        overallRating: rating,
        criteria,
      },
    ],
    cycleStartsAt: loaded.cycle_starts_at,
    timeZone: loaded.time_zone,
  });
  const status = nextAssignmentStatus({
    current: loaded.assignment_status,
    achieved: score.achieved,
    hasSignedEvidence: true,
    cause: "evaluation",
  });
  const isCompleted = status === "ACHIEVED" || status === "APPROVED";
  const wasCompleted = loaded.assignment_status === "ACHIEVED" || loaded.assignment_status === "APPROVED";
  const isNewlyCompleted = isCompleted && !wasCompleted;
  const assignmentProgress = isCompleted ? 100 : score.progress;
  const activity: Activity = {
    id: assessmentId,
    competencyId: signing.competencyId,
    competencyName: loaded.competency_name,
    rating,
    ratingLabel: loaded.levels.find(({ value }) => value === rating)?.label ?? null,
    maxRating: scale.max,
    scaleKind: scale.kind,
    date: observedAt.toISOString(),
    evaluator: loaded.evaluator_name,
  };
  const moved = movedProgress(progress, {
    activity,
    assignmentId,
    status,
    category: loaded.category,
    isNewlyCompleted,
  });
  const overall = {
    totalCompetencies: progress.total,
    completedCompetencies: moved.completed,
    progressPercentage: overallProgress(moved.completed, progress.total),
  };

  const evaluationId = newId();
  writeAssessment(tx, actor, signing, { assessmentId, assignmentId, observedAt, signedAt });
  writeEvaluation(tx, actor, signing, { assessmentId, evaluationId, fromRubric, signedAt });
  void tx.query({
    name: "assignment_move",
    text: `update competency_assignments
           set status = $2, progress_percentage = $3, result = $4, observations = $5, evaluators = $6, days = $7,
               completion_date = case when $8 then $9::timestamptz else completion_date end, updated_at = now()
           where id = $1`,
    values: [
      assignmentId,
      status,
      assignmentProgress,
      score.result,
      score.observations,
      score.evaluators,
      score.days,
      isNewlyCompleted,
      signedAt,
    ],
  });
  writeProgress(tx, signing.studentId, moved, isNewlyCompleted);
  void audit(tx, actor, {
    action: "assessment.submit",
    entityType: "assessment",
    entityId: assessmentId,
    schoolId: actor.schoolId,
    studentId: signing.studentId,
    requestId: signing.requestId,
    detail: { evaluationId, competencyId: signing.competencyId, rating, status },
  });
  const assignment = {
    id: assignmentId,
    competencyId: signing.competencyId,
    status,
    progressPercentage: assignmentProgress,
    result: score.result,
  };
  const base = { schoolId: actor.schoolId, studentId: signing.studentId };
  const events: NewEvent[] = [
    {
      ...base,
      type: "assessment.submitted",
      data: {
        assessmentId,
        studentId: signing.studentId,
        competencyId: signing.competencyId,
        status: "submitted",
        evaluatorName: loaded.evaluator_name,
      },
    },
    { ...base, type: "progress.updated", data: { studentId: signing.studentId, overall, assignment } },
  ];
  void emit(tx, events);
  writeNotification(tx, actor, signing, {
    type: "FEEDBACK_AVAILABLE",
    subject: "New assessment",
    content: `${loaded.evaluator_name} assessed you in ${loaded.competency_name}.`,
    payload: { assessmentId, assignmentId },
  });
  if (isNewlyCompleted) {
    writeAchievements(tx, actor, signing, {
      competencyName: loaded.competency_name,
      category: loaded.category,
      isCategoryDone: moved.breakdown.some(
        (line) => line.category === loaded.category && line.completed === line.total,
      ),
      templateId: loaded.template_id,
    });
  }
  return {
    assessmentId,
    status: "submitted",
    progressUpdate: { assignmentId, status, progressPercentage: assignmentProgress, result: score.result, overall },
  };
}

async function loadSigning(tx: Tx, actor: UserActor, signing: Signing): Promise<SigningRow | undefined> {
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
type Named = {
  rubrics: { id: string; weight: number; maxScore: number; passScore: number | null }[];
  filesFound: number;
  isRotationKnown: boolean;
};

async function loadNamed(tx: Tx, actor: UserActor, signing: Signing): Promise<Named> {
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
async function loadCriteria(
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

function refuseFaults(signing: Signing, loaded: SigningRow, named: Named, observedAt: Date, at: Date): void {
  const { evaluationData, evidenceFiles } = signing;
  const scale = scaleOf(loaded);
  const errors: FieldError[] = [];
  const say = (path: string, message: string | null | undefined) => {
    if (message) errors.push({ path: `evaluationData.${path}`, message });
  };
  const given = evaluationData.criteria ?? [];
  const hasScore = given.some(({ score }) => score !== null);
  if (evaluationData.overallRating === undefined && !hasScore) {
    say("overallRating", "choose a level, or score at least one criterion");
  }
  if (evaluationData.overallRating !== undefined)
    say("overallRating", ratingFault(scale, evaluationData.overallRating));
  say("observedAt", observedAtFault(observedAt, at));
  const known = new Map(named.rubrics.map((rubric) => [rubric.id, rubric]));
  const seen = new Set<string>();
  for (const [index, criterion] of given.entries()) {
    const rubric = known.get(criterion.rubricId);
    if (!rubric) say(`criteria.${index}.rubricId`, "is not a criterion of this competency");
    else if (seen.has(criterion.rubricId)) say(`criteria.${index}.rubricId`, "is given twice");
    else say(`criteria.${index}.score`, criterionFaults(criterion.score, rubric.maxScore));
    seen.add(criterion.rubricId);
  }
  if (!named.isRotationKnown) say("rotationId", "is not a rotation of this school");
  if (named.filesFound !== new Set(evidenceFiles).size) {
    errors.push({ path: "evidenceFiles", message: "names a file that you did not upload" });
  }
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
}

function scaleOf(loaded: SigningRow): ScaleRule {
  return {
    kind: loaded.scale_kind,
    min: Number(loaded.min_value),
    max: Number(loaded.max_value),
    target: Number(loaded.target_rating),
  };
}

function criteriaOf(signing: Signing, named: Named): CountedInput["criteria"] {
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

function countedOf(
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

type Moved = {
  completed: number;
  breakdown: ProgressRow["category_breakdown"];
  activities: ProgressRow["recent_activities"];
  deadlines: ProgressRow["upcoming_deadlines"];
};

/** The kept-up row after this assessment; only what it touches changes. */
function movedProgress(
  row: ProgressRow,
  change: {
    activity: Activity;
    assignmentId: string;
    status: AssignmentStatus;
    category: string;
    isNewlyCompleted: boolean;
  },
): Moved {
  const added = change.isNewlyCompleted ? 1 : 0;
  return {
    completed: row.completed + added,
    breakdown: row.category_breakdown.map((line) =>
      added === 1 && line.category === change.category
        ? { ...line, completed: line.completed + 1, percentage: overallProgress(line.completed + 1, line.total) }
        : line,
    ),
    activities: [change.activity, ...row.recent_activities]
      .sort((a, b) => (a.date === b.date ? (a.id < b.id ? 1 : -1) : a.date < b.date ? 1 : -1))
      .slice(0, recentLimit),
    deadlines: row.upcoming_deadlines.map((line) =>
      line.assignmentId === change.assignmentId ? { ...line, status: assignmentStatus.parse(change.status) } : line,
    ),
  };
}

function writeProgress(tx: Tx, studentId: string, moved: Moved, isNewlyCompleted: boolean): void {
  const lists = [JSON.stringify(moved.breakdown), JSON.stringify(moved.activities)];
  // A completed competency leaves the list of due dates; the next one in line is known only to the table.
  const deadlines = isNewlyCompleted ? openDeadlinesSql("$1") : "$5::jsonb";
  void tx.query({
    name: isNewlyCompleted ? "progress_move_completed" : "progress_move",
    text: `update student_progress
           set completed = $2, category_breakdown = $3, recent_activities = $4, upcoming_deadlines = ${deadlines},
               version = version + 1, updated_at = now()
           where student_id = $1`,
    values: [
      studentId,
      moved.completed,
      ...lists,
      ...(isNewlyCompleted ? [] : [JSON.stringify(moved.deadlines.slice(0, deadlineLimit))]),
    ],
  });
}

function writeAssessment(
  tx: Tx,
  actor: UserActor,
  signing: Signing,
  made: { assessmentId: string; assignmentId: string; observedAt: Date; signedAt: Date },
): void {
  const { evaluationData } = signing;
  const values = [
    made.assessmentId,
    made.assignmentId,
    evaluationData.method ?? "DIRECT_OBSERVATION",
    evaluationData.rotationId ?? null,
    made.observedAt,
    JSON.stringify(signing.metadata ?? {}),
    made.signedAt,
  ];
  if (signing.draftId) {
    void tx.query({
      name: "assessment_submit_draft",
      text: `update assessments set assignment_id = $2, method = $3, status = 'SUBMITTED', rotation_id = $4,
               observed_at = $5, metadata = $6, submitted_at = $7, draft = null, updated_at = $7 where id = $1`,
      values,
    });
  } else {
    void tx.query({
      name: "assessment_insert",
      text: `insert into assessments (id, school_id, student_id, competency_id, assignment_id, assessor_id, method,
               status, rotation_id, observed_at, metadata, created_at, updated_at, submitted_at)
             values ($1, $8, $9, $10, $2, $11, $3, 'SUBMITTED', $4, $5, $6, $7, $7, $7)`,
      values: [...values, actor.schoolId, signing.studentId, signing.competencyId, actor.userId],
    });
  }
  if (signing.evidenceFiles.length > 0) {
    void tx.query({
      name: "assessment_files_insert",
      text: `insert into assessment_files (assessment_id, file_id, school_id)
             select $1, f, $3 from unnest($2::text[]) f on conflict do nothing`,
      values: [made.assessmentId, signing.evidenceFiles, actor.schoolId],
    });
  }
}

function writeEvaluation(
  tx: Tx,
  actor: UserActor,
  signing: Signing,
  made: { assessmentId: string; evaluationId: string; fromRubric: number | null; signedAt: Date },
): void {
  const { evaluationData } = signing;
  void tx.query({
    name: "evaluation_insert",
    text: `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, is_self,
             state, overall_rating, rubric_result, feedback, strengths, next_steps, revision, signed_at, created_at)
           values ($1, $2, $3, $4, $5, $6, false, 'SIGNED', $7, $8, $9, $10, $11, 1, $12, $12)`,
    values: [
      made.evaluationId,
      actor.schoolId,
      signing.studentId,
      signing.competencyId,
      made.assessmentId,
      actor.userId,
      evaluationData.overallRating ?? null,
      made.fromRubric,
      evaluationData.feedback ?? null,
      evaluationData.strengths ?? null,
      evaluationData.nextSteps ?? null,
      made.signedAt,
    ],
  });
  const criteria = evaluationData.criteria ?? [];
  if (criteria.length > 0) {
    void tx.query({
      name: "evaluation_criteria_insert",
      text: `insert into evaluation_criteria (evaluation_id, rubric_id, school_id, score, comment)
             select $1, u.rubric_id, $2, u.score, u.comment
             from unnest($3::text[], $4::numeric[], $5::text[]) as u (rubric_id, score, comment)`,
      values: [
        made.evaluationId,
        actor.schoolId,
        criteria.map(({ rubricId }) => rubricId),
        criteria.map(({ score }) => score),
        criteria.map(({ comment }) => comment ?? null),
      ],
    });
  }
  if (evaluationData.privateNote) {
    void tx.query({
      name: "private_note_insert",
      text: "insert into evaluation_private_notes (evaluation_id, school_id, note) values ($1, $2, $3)",
      values: [made.evaluationId, actor.schoolId, evaluationData.privateNote],
    });
  }
}

function writeNotification(
  tx: Tx,
  actor: UserActor,
  signing: Signing,
  notification: { type: string; subject: string; content: string; payload: Record<string, unknown> },
): void {
  void tx.query({
    name: "notification_insert",
    text: `insert into notification_queue (id, school_id, user_id, type, subject, content, payload)
           values ($1, $2, $3, $4, $5, $6, $7)`,
    values: [
      newId(),
      actor.schoolId,
      signing.studentId,
      notification.type,
      notification.subject,
      notification.content,
      JSON.stringify(notification.payload),
    ],
  });
}

/**
 * A completed competency, category or framework is unlocked once for ever: a second completion after an amendment
 * finds the row and causes no second event.
 */
function writeAchievements(
  tx: Tx,
  actor: UserActor,
  signing: Signing,
  done: { competencyName: string; category: string; isCategoryDone: boolean; templateId: string | null },
): void {
  void tx.query({
    name: "achievements_unlock",
    text: `
      with wanted (id, event_id, notification_id, kind, ref, name) as (
        select * from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
        union all
        select $9, $10, $11, 'framework', t.id, t.name from competency_templates t
        where t.id = $12 and not exists (
          select 1 from competency_assignments a join competencies c on c.id = a.competency_id
          where a.user_id = $2 and c.template_id = t.id and a.status not in ('ACHIEVED', 'APPROVED', 'WITHDRAWN'))),
      unlocked as (
        insert into achievements (id, school_id, student_id, kind, ref, name, unlocked_at)
        select id, $1, $2, kind, ref, name, now() from wanted
        on conflict (student_id, kind, ref) do nothing returning id, kind, name),
      notified as (
        insert into notification_queue (id, school_id, user_id, type, subject, content, payload)
        select w.notification_id, $1, $2, 'ACHIEVEMENT_UNLOCKED', 'Completed', 'You completed ' || w.name || '.',
               jsonb_build_object('achievementId', w.id, 'kind', w.kind)
        from wanted w join unlocked u on u.id = w.id)
      insert into events (id, school_id, type, student_id, data, created_at)
      select w.event_id, $1, 'achievement.unlocked', $2,
             jsonb_build_object('studentId', $2::text, 'achievementId', w.id, 'kind', w.kind, 'name', w.name), now()
      from wanted w join unlocked u on u.id = w.id`,
    values: achievementValues(actor, signing, done),
  });
}

function achievementValues(
  actor: UserActor,
  signing: Signing,
  done: { competencyName: string; category: string; isCategoryDone: boolean; templateId: string | null },
): unknown[] {
  const lines = [
    { kind: "competency", ref: signing.competencyId, name: done.competencyName },
    ...(done.isCategoryDone ? [{ kind: "category", ref: done.category, name: done.category }] : []),
  ];
  const ids = () => lines.map(() => newId());
  return [
    actor.schoolId,
    signing.studentId,
    ids(),
    ids(),
    ids(),
    lines.map(({ kind }) => kind),
    lines.map(({ ref }) => ref),
    lines.map(({ name }) => name),
    newId(),
    newId(),
    newId(),
    done.templateId,
  ];
}

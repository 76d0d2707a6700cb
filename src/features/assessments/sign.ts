import { AppError } from "#src/errors.ts";
import { assessmentSteps } from "#src/features/assessments/rules.ts";
import type { SubmitAnswer } from "#src/features/assessments/schema.ts";
import {
  countedOf,
  criteriaOf,
  loadCriteria,
  loadNamed,
  loadSigning,
  type Signing,
  scaleOf,
} from "#src/features/assessments/signing-facts.ts";
import { refuseFaults } from "#src/features/assessments/signing-faults.ts";
import { movedProgress, writeProgress } from "#src/features/assessments/signing-progress.ts";
import {
  writeAchievements,
  writeAssessment,
  writeAssignment,
  writeEvaluation,
  writeNotification,
} from "#src/features/assessments/signing-writes.ts";
import { lockProgressRow } from "#src/features/progress/queries.ts";
import {
  type CountedInput,
  isCompleted,
  nextAssignmentStatus,
  overallProgress,
  rubricResult,
  scoreCompetency,
} from "#src/features/progress/rules.ts";
import type { Activity } from "#src/features/progress/schema.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserActor } from "#src/policy/actor.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { authorize } from "#src/policy/authorize.ts";

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
  if (signing.draftId) assertStep(assessmentSteps, "DRAFT", "SUBMITTED", "assessor");
  const scale = scaleOf(loaded);
  const criteria = criteriaOf(signing, named);
  const evidence = loaded.evidence ?? [];
  const stored =
    loaded.scoring_method === "MINIMUM_OF_CRITERIA" && evidence.length > 0
      ? await loadCriteria(tx, evidence)
      : undefined;
  const fromRubric = rubricResult(scale, criteria);
  const rating = signing.evaluationData.overallRating ?? fromRubric;
  const signed: CountedInput = {
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
  };
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
      signed,
    ],
    cycleStartsAt: loaded.cycle_starts_at,
    timeZone: loaded.time_zone,
  });
  const status = nextAssignmentStatus({
    current: loaded.assignment_status,
    achieved: score.achieved,
    // An assignment that has expired begins anew only with evidence of its new cycle.
    hasSignedEvidence: loaded.cycle_starts_at === null || observedAt > loaded.cycle_starts_at,
    cause: "evaluation",
  });
  const isNewlyCompleted = isCompleted(status) && !isCompleted(loaded.assignment_status);
  const assignmentProgress = isCompleted(status) ? 100 : score.progress;
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
  writeAssignment(tx, assignmentId, {
    status,
    progressPercentage: assignmentProgress,
    score,
    completedAt: isNewlyCompleted ? signedAt : null,
  });
  writeProgress(tx, signing.studentId, moved, isNewlyCompleted);
  audit(tx, actor, {
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
  emit(tx, [
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
  ]);
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

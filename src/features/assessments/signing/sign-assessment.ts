import { AppError } from "#src/errors.ts";
import { moveEvaluation } from "#src/features/assessments/move-assessment.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import { assessmentSteps, evaluationSteps } from "#src/features/assessments/rules.ts";
import type { SubmitAnswer } from "#src/features/assessments/schema.ts";
import { answerRequest, findRequestToAnswer } from "#src/features/assessments/signing/answer-request.ts";
import { decideSigning } from "#src/features/assessments/signing/decide-signing.ts";
import { findReplaced, findSigner, loadNamed, type Signing } from "#src/features/assessments/signing/signing-facts.ts";
import { writeSigning } from "#src/features/assessments/signing/write-signing.ts";
import { loadCriteria } from "#src/features/progress/evidence.ts";
import { lockProgressRow } from "#src/features/progress/queries.ts";
import { updateOf } from "#src/features/progress/recount-assignment.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserActor } from "#src/policy/actor.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { authorize } from "#src/policy/authorize.ts";
import type { Permission } from "#src/policy/permission.ts";

/**
 * A supervisor of the student's placement, or whom another permission names, signs an assessment; the student's progress
 * is updated in the same transaction. Two round trips: lock and load, then write. The lock is a separate statement, because a statement that
 * waits for a lock still reads all other rows as they were before the wait.
 */
export async function signAssessment(
  tx: Tx,
  actor: UserActor,
  given: Signing,
  permission: Permission = permissions.submit,
): Promise<SubmitAnswer> {
  // A request is locked before the progress, as a draft is when it is submitted.
  const [request, row, signer, named, replaced] = await Promise.all([
    findRequestToAnswer(tx, actor, given),
    lockProgressRow(tx, given.studentId),
    findSigner(tx, actor, given),
    loadNamed(tx, actor, given),
    findReplaced(tx, actor, given),
  ]);
  // Row-level security hides a student of another school or placement, so the answer is the same as for an unknown
  // student.
  authorize(actor, permission, {
    schoolId: signer?.schoolId ?? "",
    studentId: given.studentId,
    isSupervisor: signer?.isSupervisor ?? false,
  });
  const asked = request ? await answerRequest(tx, actor, given, request) : given;
  if (!row || !signer?.assignment) {
    throw new AppError("invalid", "The student does not have this competency.", {
      errors: [{ path: "competencyId", message: "is not assigned to this student" }],
    });
  }
  const signing = ofVersion(asked, signer.assignment);
  assertStep(assessmentSteps, signing.from, "SUBMITTED", "assessor");
  assertStep(evaluationSteps, "NEW", "SIGNED", "evaluator");
  const facts = {
    assignment: await loadCriteria(tx, signer.assignment),
    evaluator: { id: actor.userId, name: signer.evaluatorName },
    named,
  };
  const signed = { evaluationId: newId(), at: now() };
  const outcome = decideSigning(signing, facts, row, signed);
  if (replaced?.state === "SIGNED") moveEvaluation(tx, replaced, "SUPERSEDED", "author");
  writeSigning(tx, actor, signing, facts, { ...outcome, ...signed, replaced });
  return {
    assessmentId: signing.assessmentId,
    status: "submitted",
    progressUpdate: updateOf(facts.assignment, outcome.recount, outcome.progress),
  };
}

/**
 * A form that was opened before the student was moved to a new version names the earlier competency; what it says is
 * about the one that replaced it. Criteria are those of one version, and are asked for again.
 */
function ofVersion(signing: Signing, { competencyId }: { competencyId: string }): Signing {
  if (signing.from !== "NEW" || signing.competencyId === competencyId) return signing;
  if (signing.evaluationData.criteria?.length) {
    throw new AppError("conflict", "This competency has a new version, with other criteria. Open the form again.");
  }
  return { ...signing, competencyId };
}

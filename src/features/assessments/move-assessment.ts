import { eq } from "drizzle-orm";
import {
  type AssessmentActor,
  assessmentSteps,
  type EvaluationActor,
  evaluationSteps,
} from "#src/features/assessments/rules.ts";
import type { AssessmentStatus, EvaluationState } from "#src/features/assessments/schema.ts";
import { now } from "#src/lib/clock.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/**
 * Moves an assessment that the caller has locked; refuses a step that is not in its table. Signing checks the same
 * table and writes the status with everything else.
 */
export function moveAssessment(
  tx: Tx,
  assessment: { id: string; status: AssessmentStatus },
  to: AssessmentStatus,
  by: AssessmentActor,
): void {
  assertStep(assessmentSteps, assessment.status, to, by);
  tx.send(updateStatus, { id: assessment.id, status: to, at: now() });
}

/** The same for an evaluation. */
export function moveEvaluation(
  tx: Tx,
  evaluation: { id: string; state: EvaluationState },
  to: EvaluationState,
  by: EvaluationActor,
): void {
  assertStep(evaluationSteps, evaluation.state, to, by);
  tx.send(updateState, { id: evaluation.id, state: to });
}

const updateState = statement("evaluation_move", (db, p: Params<{ id: string; state: EvaluationState }>) =>
  db.update(evaluations).set({ state: p.state }).where(eq(evaluations.id, p.id)),
);

const updateStatus = statement("assessment_move", (db, p: Params<{ id: string; status: AssessmentStatus; at: Date }>) =>
  db.update(assessments).set({ status: p.status, updatedAt: p.at }).where(eq(assessments.id, p.id)),
);

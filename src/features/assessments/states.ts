import { assessmentSteps, evaluationSteps } from "#src/features/assessments/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";

export const states: readonly StateColumn[] = [
  stateColumn(assessments.status, assessmentSteps),
  stateColumn(evaluations.state, evaluationSteps),
];

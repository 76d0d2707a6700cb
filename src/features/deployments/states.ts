import { actSteps, deploymentSteps } from "#src/features/deployments/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { deploymentActs } from "#src/platform/db/tables/deployment-acts.ts";

export const states: readonly StateColumn[] = [
  stateColumn(competencyDeployments.status, deploymentSteps),
  stateColumn(deploymentActs.status, actSteps),
];

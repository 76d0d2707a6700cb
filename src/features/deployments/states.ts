import { deploymentSteps } from "#src/features/deployments/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";

export const states: readonly StateColumn[] = [stateColumn(competencyDeployments.status, deploymentSteps)];

import { modelSteps } from "#src/features/predictions/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { predictionModels } from "#src/platform/db/tables/predictions.ts";

export const states: readonly StateColumn[] = [stateColumn(predictionModels.state, modelSteps)];

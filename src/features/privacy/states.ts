import { erasureSteps, exportSteps } from "#src/features/privacy/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { erasures, personExports } from "#src/platform/db/tables/privacy.ts";

export const states: readonly StateColumn[] = [
  stateColumn(personExports.state, exportSteps),
  stateColumn(erasures.state, erasureSteps),
];

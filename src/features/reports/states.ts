import { runSteps } from "#src/features/reports/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { reportRuns } from "#src/platform/db/tables/reports.ts";

export const states: readonly StateColumn[] = [stateColumn(reportRuns.state, runSteps)];

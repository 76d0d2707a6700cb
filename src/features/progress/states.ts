import { assignmentSteps } from "#src/features/progress/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";

export const states: readonly StateColumn[] = [stateColumn(competencyAssignments.status, assignmentSteps)];

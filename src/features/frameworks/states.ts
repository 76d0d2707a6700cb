import { frameworkSteps } from "#src/features/frameworks/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";

export const states: readonly StateColumn[] = [stateColumn(competencyTemplates.status, frameworkSteps)];

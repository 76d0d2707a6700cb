import { importSteps } from "#src/features/people-imports/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { peopleImports } from "#src/platform/db/tables/people-imports.ts";

export const states: readonly StateColumn[] = [stateColumn(peopleImports.status, importSteps)];

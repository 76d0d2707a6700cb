import { submissionSteps } from "#src/features/submissions/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { competencySubmissions } from "#src/platform/db/tables/competency-submissions.ts";

export const states: readonly StateColumn[] = [stateColumn(competencySubmissions.status, submissionSteps)];

import { roundSteps } from "#src/features/feedback/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { feedbackRounds } from "#src/platform/db/tables/feedback-rounds.ts";

export const states: readonly StateColumn[] = [stateColumn(feedbackRounds.state, roundSteps)];

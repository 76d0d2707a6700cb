import { timeRecordSteps } from "#src/features/time-records/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { timeRecords } from "#src/platform/db/tables/time-records.ts";

export const states: readonly StateColumn[] = [stateColumn(timeRecords.status, timeRecordSteps)];

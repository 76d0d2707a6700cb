import { notificationSteps } from "#src/features/notifications/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";

export const states: readonly StateColumn[] = [stateColumn(notificationQueue.status, notificationSteps)];

import type { StateTable } from "#src/lib/state-table.ts";
import type { notificationQueue } from "#src/platform/db/tables/notifications.ts";

export type NotificationStatus = (typeof notificationQueue.$inferSelect)["status"];
export type NotificationActor = "sender" | "admin";

/** No command moves a notification yet; the database enforces the steps. */
export const notificationSteps: StateTable<NotificationStatus, NotificationActor> = {
  thing: "notification",
  steps: {
    NEW: { PENDING: ["sender"] },
    PENDING: { SENT: ["sender"], FAILED: ["sender"], CANCELLED: ["sender"] },
    FAILED: { PENDING: ["admin"] },
    SENT: {},
    CANCELLED: {},
  },
};

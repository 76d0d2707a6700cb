/** What a notification is about, as people choose by it. */
export const notificationTypes = [
  "DEADLINE_REMINDER",
  "ASSESSMENT_DUE",
  "PROGRESS_UPDATE",
  "ACHIEVEMENT_UNLOCKED",
  "FEEDBACK_AVAILABLE",
  "SYSTEM_ANNOUNCEMENT",
] as const;
export type NotificationType = (typeof notificationTypes)[number];

export const channels = ["IN_APP", "EMAIL", "SMS", "PUSH"] as const;
export type Channel = (typeof channels)[number];

export const quietDays = ["EVERY_DAY", "WEEKDAYS", "WEEKENDS"] as const;
export type QuietDays = (typeof quietDays)[number];

/** How emails come: each at once, or gathered. */
export const emailPaces = ["EACH", "DAILY", "WEEKLY"] as const;
export type EmailPace = (typeof emailPaces)[number];
/** How many browsers of one person get push messages. */
export const maxDevices = 10;

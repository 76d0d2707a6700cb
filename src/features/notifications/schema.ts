import { z } from "zod";
import { id, page, pageQuery } from "#src/lib/fields.ts";

const notificationLine = z.object({
  id: z.string(),
  type: z.enum([
    "DEADLINE_REMINDER",
    "ASSESSMENT_DUE",
    "PROGRESS_UPDATE",
    "ACHIEVEMENT_UNLOCKED",
    "FEEDBACK_AVAILABLE",
    "SYSTEM_ANNOUNCEMENT",
  ]),
  subject: z.string().nullable(),
  content: z.string(),
  payload: z.record(z.string(), z.unknown()).nullable(),
  createdAt: z.string(),
  readAt: z.string().nullable(),
});
export type NotificationLine = z.infer<typeof notificationLine>;
export const notificationsQuery = z.strictObject({ ...pageQuery });
export const notificationsAnswer = page(notificationLine).extend({ unread: z.number().int() });
export type NotificationsAnswer = z.infer<typeof notificationsAnswer>;
export const readBody = z.strictObject({ ids: z.array(id).min(1).max(200) });
export const readAnswer = z.object({ unread: z.number().int() });
export type ReadAnswer = z.infer<typeof readAnswer>;

import { z } from "zod";
import { maxMessageLength } from "#src/features/student-messages/values.ts";
import { id, text } from "#src/lib/fields.ts";

export const messageParams = z.strictObject({ id });
export const messageBody = z.strictObject({
  words: text({ min: 1, max: maxMessageLength }).refine((words) => words.trim() !== "", "must have words"),
});
/** How many competencies the student was reminded of. */
export const reminderAnswer = z.object({ overdue: z.number().int() });
export type ReminderAnswer = z.infer<typeof reminderAnswer>;
export const messageAnswer = z.object({ ok: z.literal(true) });

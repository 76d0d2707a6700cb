import { z } from "zod";
import { maxMessageLength, mostReminded } from "#src/features/student-messages/values.ts";
import { id, text } from "#src/lib/fields.ts";

export const messageParams = z.strictObject({ id });
export const messageBody = z.strictObject({
  words: text({ min: 1, max: maxMessageLength }).refine((words) => words.trim() !== "", "must have words"),
});
/** How many competencies the student was reminded of. */
export const reminderAnswer = z.object({ overdue: z.number().int() });
export type ReminderAnswer = z.infer<typeof reminderAnswer>;
export const remindersBody = z.strictObject({ studentIds: z.array(id).min(1).max(mostReminded) });
/** What became of the students named: `notFound` are no students of the school, or do not take part. */
export const remindersAnswer = z.object({
  reminded: z.number().int(),
  remindedBefore: z.number().int(),
  nothingOverdue: z.number().int(),
  notFound: z.number().int(),
});
export type RemindersAnswer = z.infer<typeof remindersAnswer>;
export const messageAnswer = z.object({ ok: z.literal(true) });

import { z } from "zod";

const line = z.object({
  id: z.string(),
  channel: z.enum(["EMAIL", "SMS"]),
  to: z.string(),
  subject: z.string(),
  sentAt: z.string(),
});
export type OutboxLine = z.infer<typeof line>;

export const outboxQuery = z.strictObject({ cursor: z.uuid().optional() });
export const outboxAnswer = z.object({
  /** Whether a mail server is set up, so that emails really leave. */
  isMailing: z.boolean(),
  /** The same for SMS. */
  isTexting: z.boolean(),
  items: z.array(line),
  nextCursor: z.string().nullable(),
});
export type OutboxAnswer = z.infer<typeof outboxAnswer>;

export const outboxParams = z.strictObject({ id: z.uuid() });
export const outboxMessage = line.extend({ text: z.string() });
export type OutboxMessage = z.infer<typeof outboxMessage>;

import { z } from "zod";
import { id, page, pageQuery } from "#src/lib/fields.ts";

const status = z.enum(["PENDING", "SENT", "FAILED", "CANCELLED"]);

export const deliveriesQuery = z.strictObject({ ...pageQuery, status: status.default("FAILED") });
const delivery = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  type: z.string(),
  channel: z.enum(["EMAIL", "SMS", "PUSH"]),
  subject: z.string().nullable(),
  status,
  /** Why it was not taken, in the program's words. */
  error: z.string().nullable(),
  retryCount: z.number().int(),
  /** When it last changed, ISO; of one that waits, when it goes out. */
  at: z.string(),
});
export type Delivery = z.infer<typeof delivery>;
/** `failed` counts all that could not be delivered, up to 1,000. */
export const deliveriesAnswer = page(delivery).extend({ failed: z.number().int() });
export type DeliveriesAnswer = z.infer<typeof deliveriesAnswer>;

/** Without ids, all that could not be delivered. */
export const retryBody = z.strictObject({ ids: z.array(id).min(1).max(200).optional() });
export const retryAnswer = z.object({ retried: z.number().int() });

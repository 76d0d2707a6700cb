import { z } from "zod";

/** A person's consent to learning analytics, and how much is recorded of them. */
export const consentAnswer = z.object({
  isGranted: z.boolean(),
  /** When it was given; null where it is not in force. */
  grantedAt: z.string().nullable(),
  /** Whether they were asked and have answered. */
  isAnswered: z.boolean(),
  /** Interactions that are stored. */
  recorded: z.number().int(),
  /** Whether the school has the address of the network recorded with them. */
  recordsAddresses: z.boolean(),
});
export type ConsentAnswer = z.infer<typeof consentAnswer>;

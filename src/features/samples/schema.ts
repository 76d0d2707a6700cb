import { z } from "zod";

const count = z.number().int();

export const sampleAnswer = z.object({
  /** Whether the caller's own school is a sample, which has no sample of its own. */
  isSample: z.boolean(),
  /** What is in the sample school; null where there is none. */
  holds: z.object({ students: count, supervisors: count, assessments: count }).nullable(),
});
export type SampleAnswer = z.infer<typeof sampleAnswer>;

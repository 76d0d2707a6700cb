import { z } from "zod";

/**
 * A supervisor's own ratings. `spread` and `difference` are null below ten ratings; they are in levels of a scale of
 * five, so that ratings on several scales can be joined.
 */
export const ownRatingsAnswer = z.object({
  count: z.number().int(),
  /** From how many ratings on there is more than the count. */
  shownFrom: z.number().int(),
  spread: z.object({ own: z.number(), colleagues: z.number().nullable() }).nullable(),
  /** Null also where too few colleagues rated the same competencies. */
  difference: z
    .object({
      /** Of how many ratings: those of competencies that colleagues rated too. */
      compared: z.number().int(),
      colleagues: z.number().int(),
      /** As it was counted, before it is drawn towards 0. */
      counted: z.number(),
      shrunken: z.number(),
      low: z.number(),
      high: z.number(),
    })
    .nullable(),
  scales: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(["ORDINAL", "NUMERIC"]),
      max: z.number(),
      ratings: z.array(z.object({ value: z.number(), label: z.string().nullable(), count: z.number().int() })),
    }),
  ),
});
export type OwnRatingsAnswer = z.infer<typeof ownRatingsAnswer>;

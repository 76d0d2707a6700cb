import { z } from "zod";
import { isRetention, retentionKinds } from "#src/features/privacy/values.ts";

export const retentionAnswer = z.object({
  items: z.array(
    z.object({
      kind: z.enum(retentionKinds),
      /** After how many months it goes; null where it is kept. */
      months: z.number().int().nullable(),
      /** What would go in the next night: interactions, messages, days of students, imports or people. */
      due: z.number().int(),
      oldestAt: z.string().nullable(),
    }),
  ),
});
export type RetentionAnswer = z.infer<typeof retentionAnswer>;

/** With a kind and its months: as if the school had chosen so. */
export const retentionQuery = z
  .strictObject({ kind: z.enum(retentionKinds).optional(), months: z.coerce.number().int().optional() })
  .refine(
    ({ kind, months }) => (kind === undefined) === (months === undefined),
    "a kind is asked for together with its months",
  )
  .refine(({ kind, months }) => kind === undefined || isRetention(kind, months ?? null), {
    path: ["months"],
    message: "is none of the choices",
  });
export type RetentionQuery = z.output<typeof retentionQuery>;

export const retentionBody = z
  .strictObject({ kind: z.enum(retentionKinds), months: z.int().nullable() })
  .refine(({ kind, months }) => isRetention(kind, months), { path: ["months"], message: "is none of the choices" });
export type RetentionBody = z.output<typeof retentionBody>;

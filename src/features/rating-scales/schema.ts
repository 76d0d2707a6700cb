import { z } from "zod";
import { maxLevels, maxShortLength, scaleKinds } from "#src/features/rating-scales/values.ts";
import { id, name, text } from "#src/lib/fields.ts";

export const scaleParams = z.strictObject({ id });

const value = z.number().min(-1000).max(1000).multipleOf(0.01);
const level = z.strictObject({
  value,
  label: name({ max: 80 }),
  /** The anchor: the sentence by which the level is known. */
  description: text({ max: 300 }).default(""),
  /** For a row. */
  short: name({ max: maxShortLength }),
});

export const scaleBody = z.strictObject({
  name: name({ max: 80 }),
  kind: z.enum(scaleKinds),
  /** Asked of the assessor above the levels. */
  question: name({ max: 200 }),
  minValue: value,
  maxValue: value,
  defaultTarget: value,
  /** Whether a mean of its levels means something. */
  allowMean: z.boolean().default(false),
  levels: z.array(level).min(2).max(maxLevels),
});
export type ScaleBody = z.output<typeof scaleBody>;

export const scaleChange = scaleBody.partial().extend({ allowMean: z.boolean().optional() });
export type ScaleChange = z.output<typeof scaleChange>;

export const scaleAnswer = z.object({ id: z.string() });

const ownScale = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(scaleKinds),
  question: z.string(),
  minValue: z.number(),
  maxValue: z.number(),
  defaultTarget: z.number(),
  allowMean: z.boolean(),
  levels: z.array(z.object({ value: z.number(), label: z.string(), description: z.string(), short: z.string() })),
  /** Whether it is the school's own; those that all schools share are not changed. */
  isOwn: z.boolean(),
  /** Competencies that are rated by it. */
  competencies: z.number().int(),
});
export type OwnScale = z.infer<typeof ownScale>;
export const ownScalesAnswer = z.object({ items: z.array(ownScale) });
export type OwnScalesAnswer = z.infer<typeof ownScalesAnswer>;

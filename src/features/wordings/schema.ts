import { z } from "zod";
import { keyStates, modelFaults, most, refusals, wordingStates } from "#src/features/wordings/values.ts";
import { id, text } from "#src/lib/fields.ts";
import { isPublicAddress } from "#src/lib/public-address.ts";

/** The address below which `/chat/completions` answers, such as `https://api.openai.com/v1`. */
const address = text({ min: 1, max: most.address })
  .transform((given) => given.trim().replace(/\/$/, ""))
  .refine(
    (given) => isPublicAddress(given) && !/[?#]/.test(given),
    "must be an https address in the open internet, such as https://api.openai.com/v1",
  );

export const modelBody = z.strictObject({
  address,
  model: text({ min: 1, max: most.model }).refine((given) => given.trim() !== "", "is needed"),
  /**
   * Left out, the one that is kept stays, which is refused for an address elsewhere; null removes it. What goes into a header
   * is visible ASCII.
   */
  key: z
    .string()
    .regex(/^[\x21-\x7e]*$/, "must have no spaces and no other letters than those of a key")
    .min(1)
    .max(most.key)
    .nullable()
    .optional(),
});
export type ModelBody = z.output<typeof modelBody>;

export const switchBody = z.strictObject({ isOn: z.boolean() });
export type SwitchBody = z.output<typeof switchBody>;

export const sentenceParams = z.object({ sentence: id });
export const sentenceBody = z.strictObject({ usesOurs: z.boolean() });
export type SentenceBody = z.output<typeof sentenceBody>;

const wording = z.object({
  id: z.string(),
  ours: z.string(),
  /** What the model answered, without what cannot be seen; null before it has. */
  theirs: z.string().nullable(),
  state: z.enum(wordingStates),
  refusal: z.enum(refusals).nullable(),
});
export type Wording = z.infer<typeof wording>;

export const wordingsAnswer = z.object({
  /** Null where the school named none. */
  model: z
    .object({
      address: z.string(),
      model: z.string(),
      /** The key itself is never sent. */
      key: z.enum(keyStates),
      isOn: z.boolean(),
      fault: z.enum(modelFaults).nullable(),
    })
    .nullable(),
  sentences: z.array(wording),
});
export type WordingsAnswer = z.infer<typeof wordingsAnswer>;

/** What the model made of one sentence just now. Kept nowhere. */
export const trialAnswer = z.object({
  ours: z.string(),
  theirs: z.string().nullable(),
  refusal: z.enum(refusals).nullable(),
  fault: z.enum(modelFaults).nullable(),
});
export type TrialAnswer = z.infer<typeof trialAnswer>;

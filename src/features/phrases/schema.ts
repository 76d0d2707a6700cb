import { z } from "zod";
import { maxPhraseLength, phraseKinds } from "#src/features/phrases/values.ts";
import { id, text } from "#src/lib/fields.ts";

export const phraseBody = z.strictObject({
  kind: z.enum(phraseKinds),
  words: text({ min: 1, max: maxPhraseLength }).refine((value) => value.trim() !== "", "must say something"),
});
export type PhraseBody = z.output<typeof phraseBody>;

export const phraseParams = z.strictObject({ id });

const phrase = z.object({ id: z.string(), kind: z.enum(phraseKinds), words: z.string() });
export type Phrase = z.infer<typeof phrase>;

/** By their words. An admin has none of their own. */
export const phrasesAnswer = z.object({ own: z.array(phrase), school: z.array(phrase) });
export type PhrasesAnswer = z.infer<typeof phrasesAnswer>;

export { phrase as phraseAnswer };

import { z } from "zod";
import { decisions, maxConsentWords, purposes } from "#src/features/privacy/values.ts";
import { id, text } from "#src/lib/fields.ts";

export const purposeParams = z.strictObject({ purpose: z.enum(purposes) });
export const textParams = z.strictObject({ id });

/** What one is asked to agree to, and what one answered. */
export const ownConsent = z.object({
  purpose: z.enum(purposes),
  /** Null where the school has no words of its own; the program's are shown then. */
  text: z.object({ id: z.string(), version: z.number().int(), words: z.string(), publishedAt: z.string() }).nullable(),
  isGranted: z.boolean(),
  /** Whether one answered this version. */
  isAnswered: z.boolean(),
  /** Since when what holds now does; null before the first answer. */
  since: z.string().nullable(),
});
export type OwnConsent = z.infer<typeof ownConsent>;
export const ownConsentsAnswer = z.object({ items: z.array(ownConsent) });
export type OwnConsentsAnswer = z.infer<typeof ownConsentsAnswer>;

/** `textId` is the version that was read; a later one is refused, so that nobody agrees to what they have not seen. */
export const consentDecisionBody = z.strictObject({ isGranted: z.boolean(), textId: id.optional() });
export type ConsentDecisionBody = z.output<typeof consentDecisionBody>;

export const consentText = z.object({
  textId: z.string(),
  purpose: z.enum(purposes),
  version: z.number().int(),
  words: z.string(),
  publishedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Answers to this version that hold now. */
  given: z.number().int(),
  refused: z.number().int(),
});
export type ConsentText = z.infer<typeof consentText>;
export const consentTextsAnswer = z.object({
  items: z.array(consentText),
  /** People who can sign in, and so are asked. */
  people: z.number().int(),
});
export type ConsentTextsAnswer = z.infer<typeof consentTextsAnswer>;
/** Without the words: it is kept for whoever repeats the request. */
export const consentTextStep = z.object({ textId: z.string() });
export type ConsentTextStep = z.infer<typeof consentTextStep>;
export const consentTextBody = z.strictObject({
  purpose: z.enum(purposes),
  words: text({ min: 20, max: maxConsentWords }),
});
export type ConsentTextBody = z.output<typeof consentTextBody>;

export const ledgerQuery = z.strictObject({ purpose: z.enum(purposes).optional() });

export const ledgerLine = z.object({
  name: z.string(),
  email: z.string(),
  role: z.string(),
  purpose: z.enum(purposes),
  version: z.number().int().nullable(),
  decision: z.enum(decisions),
  decidedAt: z.string(),
});
export type LedgerLine = z.infer<typeof ledgerLine>;

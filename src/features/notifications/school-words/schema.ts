import { z } from "zod";
import { mostSubject } from "#src/features/notifications/school-words/rules.ts";
import { channels } from "#src/features/notifications/values.ts";
import { id } from "#src/lib/fields.ts";

const channel = z.enum(channels);
const recipient = z.enum(["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN"]);

/** The words by one channel: the school's own, or the shipped ones. */
const channelWords = z.object({
  channel,
  subject: z.string().nullable(),
  content: z.string(),
  isOwn: z.boolean(),
  /** When the school wrote them, ISO. */
  changedAt: z.string().nullable(),
});

const templateLine = z.object({
  event: z.string(),
  recipient,
  /** What it is about, such as "New Assessment". */
  name: z.string(),
  variables: z.array(z.string()),
  /** A channel without words of its own has none here: e-mail then takes those of the app, SMS and push name nobody. */
  words: z.array(channelWords),
});
export type TemplateLine = z.infer<typeof templateLine>;
export const templatesAnswer = z.object({
  items: z.array(templateLine),
  /** What stands around the words of each SMS. */
  sms: z.object({ school: z.string(), appUrl: z.string() }),
});
export type TemplatesAnswer = z.infer<typeof templatesAnswer>;

export const templateParams = z.strictObject({ event: id, recipient, channel });
export type TemplateParams = z.output<typeof templateParams>;
export const wordsBody = z.strictObject({
  subject: z.string().trim().max(mostSubject).nullable().default(null),
  content: z.string().trim().min(1).max(4_000),
});
export type WordsBody = z.output<typeof wordsBody>;
export const wordsAnswer = z.object({ event: z.string() });

const version = z.object({
  id: z.string(),
  subject: z.string().nullable(),
  content: z.string(),
  isActive: z.boolean(),
  writtenBy: z.string(),
  writtenAt: z.string(),
});
export type TemplateVersion = z.infer<typeof version>;
export const versionsAnswer = z.object({ items: z.array(version) });
export type VersionsAnswer = z.infer<typeof versionsAnswer>;

import { z } from "zod";
import { shownParts } from "#src/features/certificates/values.ts";

const categoryCount = z.object({ name: z.string(), count: z.int() });

export const certificate = z.object({
  id: z.string(),
  studentId: z.string(),
  framework: z.string(),
  version: z.string(),
  competencies: z.int().describe("How many were to be completed, and were."),
  categories: z.array(categoryCount),
  completedOn: z.iso.date(),
  code: z.string().describe("In groups of four letters."),
  address: z.url().describe("Of the public page that says whether it is valid."),
  issuedAt: z.iso.datetime(),
  revoked: z
    .object({
      on: z.iso.date(),
      because: z.enum(["REOPENED", "EXPIRED", "MOVED"]),
      competency: z.string().nullable(),
    })
    .nullable(),
  shown: z.array(z.enum(shownParts)).describe("What the public page shows."),
});
export type Certificate = z.output<typeof certificate>;

export const certificatesAnswer = z.object({ items: z.array(certificate) });
export type CertificatesAnswer = z.output<typeof certificatesAnswer>;

export const certificatesQuery = z.strictObject({
  studentId: z.string().min(1).max(100).optional().describe("One's own where it is left out; staff must say whose."),
});

export const certificateParams = z.object({ id: z.string().min(1).max(100) });
export const shownInput = z.strictObject({
  shown: z
    .array(z.enum(shownParts))
    .max(shownParts.length)
    .transform((parts) => [...new Set(parts)]),
});

export const codeParams = z.object({ code: z.string().min(1).max(200) });

const common = {
  name: z.string().nullable(),
  school: z.string().nullable(),
  color: z.string().nullish().describe("Of the school, as its logo: hidden with its name."),
  logo: z.base64().nullish().describe("WebP."),
};
/** Of a part that its holder hides, null. */
export const verification = z.discriminatedUnion("status", [
  z.object({ status: z.literal("unknown") }),
  z.object({
    status: z.enum(["valid", "revoked"]),
    kind: z.enum(["certificate", "transcript"]),
    ...common,
    revokedOn: z.iso.date().nullish(),
    completedOn: z.iso.date().nullish(),
    framework: z.string().nullish(),
    version: z.string().nullish(),
    competencies: z.int().nullish(),
    categories: z.array(categoryCount).nullish(),
    madeOn: z.iso.date().nullish().describe("Of a transcript."),
    completed: z.int().nullish(),
    total: z.int().nullish(),
  }),
]);
export type Verification = z.output<typeof verification>;

import { z } from "zod";

export const transcriptParams = z.object({ id: z.string().min(1).max(100) });
export const transcriptQuery = z.strictObject({
  format: z.enum(["pdf", "json"]).default("pdf"),
  size: z.enum(["A4", "LETTER"]).default("A4").describe("Of the paper."),
});

const counted = {
  completed: z.int(),
  total: z.int(),
};
/** `atLeast`: some assessed without their name, so that nobody can say how many people they are. */
const assessors = { assessors: z.int(), assessorsAtLeast: z.boolean() };

export const transcriptLine = z.object({
  code: z.string().nullable(),
  name: z.string(),
  result: z.number().nullable(),
  level: z.string().nullable().describe("Number and word; null where there is too little evidence."),
  target: z.string(),
  completedOn: z.iso.date().nullable(),
  standing: z.string().describe("In words, such as In progress."),
  assessments: z.int(),
  ...assessors,
});

export const transcript = z.object({
  student: z.object({
    name: z.string(),
    number: z.string().nullable(),
    program: z.string().nullable(),
    cohort: z.string().nullable(),
  }),
  school: z.string(),
  ...counted,
  assessments: z.int().describe("Signed, and counted in the levels."),
  ...assessors,
  approvedMinutes: z.int(),
  requiredMinutes: z.int().nullable(),
  frameworks: z.array(
    z.object({
      name: z.string().nullable(),
      version: z.string().nullable(),
      ...counted,
      categories: z.array(z.object({ name: z.string(), ...counted, lines: z.array(transcriptLine) })),
    }),
  ),
  scales: z.array(z.object({ name: z.string(), words: z.string() })),
});
export type Transcript = z.output<typeof transcript>;
export type TranscriptLine = z.output<typeof transcriptLine>;

import { z } from "zod";
import { text } from "#src/lib/fields.ts";

export const searchQuery = z.strictObject({ q: text({ min: 1, max: 100 }) });

/** At most five of a kind, by name. */
export const searchAnswer = z.object({
  students: z.array(
    z.object({ id: z.string(), name: z.string(), studentNumber: z.string().nullable(), cohort: z.string().nullable() }),
  ),
  /** For a student those assigned to them, for staff those of the frameworks that they may read. */
  competencies: z.array(
    z.object({
      id: z.string(),
      code: z.string().nullable(),
      name: z.string(),
      frameworkId: z.string().nullable(),
      framework: z.string().nullable(),
    }),
  ),
  frameworks: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      version: z.string(),
      status: z.enum(["DRAFT", "PUBLISHED", "DEPRECATED"]),
    }),
  ),
});
export type SearchAnswer = z.infer<typeof searchAnswer>;

import { z } from "zod";
import { assignmentStatus } from "#src/features/progress/schema.ts";
import { renewalFilters, renewalSorts, renewalStates } from "#src/features/renewals/values.ts";
import { id, orderQuery, page, pageQuery, text } from "#src/lib/fields.ts";

const renewal = z.object({
  assignmentId: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  studentNumber: z.string().nullable(),
  cohort: z.string().nullable(),
  competencyId: z.string(),
  code: z.string().nullable(),
  competencyName: z.string(),
  state: z.enum(renewalStates),
  /** IN_PROGRESS: it expired, and its renewal has begun. */
  status: assignmentStatus,
  /** How often it was completed so far. */
  completions: z.number().int(),
  /** Days of the school: the last completion, and the day on which it expires or did. */
  completedOn: z.string(),
  expiresOn: z.string(),
});
export type Renewal = z.infer<typeof renewal>;

const filters = {
  studentId: id.optional(),
  cohortId: id.optional(),
  competencyId: id.optional(),
  state: z.enum(renewalFilters).default("NEEDED"),
  search: text({ min: 1, max: 200 }).optional(),
  ...orderQuery(renewalSorts),
};
export const renewalsQuery = z.strictObject({ ...filters, ...pageQuery });
export const renewalsExportQuery = z.strictObject(filters);

export const renewalsAnswer = page(renewal);
export type RenewalsAnswer = z.infer<typeof renewalsAnswer>;

/** What can be filtered by: the competencies with a validity that students of the reader's have completed. */
export const renewalCountsAnswer = z.object({
  expired: z.number().int(),
  expiresSoon: z.number().int(),
  valid: z.number().int(),
  competencies: z.array(z.object({ id: z.string(), name: z.string() })),
});
export type RenewalCounts = z.infer<typeof renewalCountsAnswer>;

import { z } from "zod";
import { approvalSorts, mostApproved } from "#src/features/approvals/values.ts";
import { id, orderQuery, page, pageQuery, text } from "#src/lib/fields.ts";

/** A completion of a competency whose framework asks for the school's approval. */
const waitingLine = z.object({
  assignmentId: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  studentNumber: z.string().nullable(),
  cohort: z.string().nullable(),
  code: z.string().nullable(),
  competencyName: z.string(),
  framework: z.string().nullable(),
  /** A day of the school. */
  completedOn: z.string(),
  observations: z.number().int(),
  evaluators: z.number().int(),
});
export type WaitingLine = z.infer<typeof waitingLine>;

const filters = {
  cohortId: id.optional(),
  search: text({ min: 1, max: 200 }).optional(),
  ...orderQuery(approvalSorts),
};
export const waitingQuery = z.strictObject({ ...filters, ...pageQuery });
export const waitingExportQuery = z.strictObject(filters);

export const waitingAnswer = page(waitingLine).extend({
  /** All that wait and match the filters. */
  total: z.number().int(),
});
export type WaitingAnswer = z.infer<typeof waitingAnswer>;

export const approveBody = z.strictObject({ assignmentIds: z.array(id).min(1).max(mostApproved) });
export type ApproveBody = z.output<typeof approveBody>;

export const approveAnswer = z.object({
  approved: z.array(z.string()),
  /** Those that do not wait any more: approved meanwhile, reopened by a correction, or not of this school. */
  left: z.array(z.string()),
});
export type ApproveAnswer = z.infer<typeof approveAnswer>;

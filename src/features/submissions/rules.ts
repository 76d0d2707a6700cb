import type { StateTable } from "#src/lib/state-table.ts";
import type { competencySubmissions } from "#src/platform/db/tables/competency-submissions.ts";

export type SubmissionStatus = (typeof competencySubmissions.$inferSelect)["status"];
export type SubmissionActor = "student" | "reviewer";

/**
 * A reviewer who returns, approves or rejects must comment. No command moves a submission yet; the database enforces
 * the steps.
 */
export const submissionSteps: StateTable<SubmissionStatus, SubmissionActor> = {
  thing: "submission",
  steps: {
    NEW: { DRAFT: ["student"] },
    DRAFT: { SUBMITTED: ["student"], WITHDRAWN: ["student"] },
    SUBMITTED: { IN_REVIEW: ["reviewer"], WITHDRAWN: ["student"] },
    IN_REVIEW: { RETURNED: ["reviewer"], APPROVED: ["reviewer"], REJECTED: ["reviewer"] },
    RETURNED: { SUBMITTED: ["student"], WITHDRAWN: ["student"] },
    APPROVED: {},
    REJECTED: {},
    WITHDRAWN: {},
  },
};

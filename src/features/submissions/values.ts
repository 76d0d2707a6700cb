/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export const submissionStatuses = [
  "DRAFT",
  "SUBMITTED",
  "IN_REVIEW",
  "RETURNED",
  "APPROVED",
  "REJECTED",
  "WITHDRAWN",
] as const;

export type SubmissionStatus = (typeof submissionStatuses)[number];

/** As the school and a file for it say them. */
export const submissionStatusWords: Record<SubmissionStatus, string> = {
  DRAFT: "Draft",
  SUBMITTED: "Waiting for review",
  IN_REVIEW: "In review",
  RETURNED: "Returned",
  APPROVED: "Approved",
  REJECTED: "Not accepted",
  WITHDRAWN: "Withdrawn",
};

export const submissionKinds = ["EVIDENCE", "PRIOR_LEARNING"] as const;
export type SubmissionKind = (typeof submissionKinds)[number];

export const submissionKindWords: Record<SubmissionKind, string> = {
  EVIDENCE: "Evidence",
  PRIOR_LEARNING: "Prior learning",
};

export const submissionActs = ["SUBMITTED", "IN_REVIEW", "RETURNED", "APPROVED", "REJECTED", "WITHDRAWN"] as const;
export type SubmissionAct = (typeof submissionActs)[number];

/** What a list shows: what a student has to do or waits for, what waits for a reviewer, what is with the student, what is over. */
export const submissionViews = ["open", "waiting", "returned", "closed"] as const;
export type SubmissionView = (typeof submissionViews)[number];

export const maxEvidenceWords = 20_000;
export const maxCommentWords = 4_000;
export const maxSubmissionFiles = 20;

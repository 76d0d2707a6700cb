/** By what the list is ordered; the longest waiting first unless asked otherwise. */
export const approvalSorts = ["completedOn", "student", "competency", "cohort"] as const;
export type ApprovalSort = (typeof approvalSorts)[number];

/** How many completions one act approves at most. */
export const mostApproved = 200;

/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export const timeRecordStatuses = ["DRAFT", "PENDING", "APPROVED", "NOT_APPROVED", "NEEDS_INFO"] as const;

export const decisions = ["APPROVE", "REFUSE", "ASK"] as const;
export type Decision = (typeof decisions)[number];

/** The most entries that are decided at once. */
export const maxDecided = 200;

/** What stands out about an entry; `rules.ts` computes it. */
export const remarkKinds = ["NO_BREAK", "LATE", "OTHER_PLACE"] as const;

/** The activity of hours by the timer, until the student says more. */
export const timerActivity = "Clinical practice";

/** The states of hours in words, on screens and in the CSV. */
export const statusWords: Record<(typeof timeRecordStatuses)[number], string> = {
  DRAFT: "Draft",
  PENDING: "Waiting",
  APPROVED: "Approved",
  NOT_APPROVED: "Not approved",
  NEEDS_INFO: "Needs more",
};

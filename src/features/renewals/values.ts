/** Where a completion with a validity is: expired (its renewal begun or not), about to expire, or valid for longer. */
export const renewalStates = ["EXPIRED", "EXPIRES_SOON", "VALID"] as const;
export type RenewalState = (typeof renewalStates)[number];

/** The first of these that a reader asks for is what is shown without a choice: all that has to be renewed. */
export const renewalFilters = ["NEEDED", ...renewalStates, "ALL"] as const;
export type RenewalFilter = (typeof renewalFilters)[number];

/** The student is told this many days before a completion expires, and when it does. */
export const noticeDays = [60, 30, 7] as const;

export const renewalStateWords: Record<RenewalState, string> = {
  EXPIRED: "Expired",
  EXPIRES_SOON: "Expires soon",
  VALID: "Valid",
};

/** By what the list is ordered; by the day of expiry unless asked otherwise. */
export const renewalSorts = ["expiresOn", "student", "competency", "cohort", "completedOn", "state"] as const;
export type RenewalSort = (typeof renewalSorts)[number];

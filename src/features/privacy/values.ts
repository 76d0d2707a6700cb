/** The fixed values of the contract of a person's own rights, for server and browser. */

export const exportStates = ["QUEUED", "RUNNING", "DONE", "FAILED", "CANCELLED"] as const;
export type ExportState = (typeof exportStates)[number];

export const erasureStates = ["WAITING", "RUNNING", "DONE", "CANCELLED"] as const;
export type ErasureState = (typeof erasureStates)[number];

/** How long an archive can be taken. */
export const exportKeptDays = 7;
export const maxReason = 500;

/** For what a school may ask its people to agree, in the order in which they are shown. */
export const purposes = ["assessment_processing", "learning_analytics", "research", "product_analytics"] as const;
export type Purpose = (typeof purposes)[number];

export const decisions = ["GIVEN", "REFUSED", "WITHDRAWN"] as const;
export type Decision = (typeof decisions)[number];

export const maxConsentWords = 5_000;

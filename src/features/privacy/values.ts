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

/** What a school may let go of after some time, and after how many months it may choose to. */
export const retentionKinds = ["interactions", "notifications", "snapshots", "imports", "leavers"] as const;
export type RetentionKind = (typeof retentionKinds)[number];

type RetentionRule = {
  choices: readonly number[];
  /** Months, as long as a school has chosen nothing; null keeps it. */
  unlessChosen: number | null;
  /** Whether a school may choose to keep it for good. */
  mayStay: boolean;
};

export const retentionRules: Readonly<Record<RetentionKind, RetentionRule>> = {
  // Older ones say nothing about anybody's present study, so they are never kept for good.
  interactions: { choices: [3, 6, 12, 24], unlessChosen: 24, mayStay: false },
  // What grows with every day ends by itself, later than any course of study.
  notifications: { choices: [6, 12, 24, 60], unlessChosen: 60, mayStay: true },
  snapshots: { choices: [24, 36, 60, 84, 120], unlessChosen: 84, mayStay: true },
  imports: { choices: [3, 6, 12, 24], unlessChosen: null, mayStay: true },
  leavers: { choices: [12, 24, 36, 60, 84, 120], unlessChosen: null, mayStay: true },
};

/** Whether a school may choose so; null is to keep it. */
export function isRetention(kind: RetentionKind, months: number | null): boolean {
  const { choices, mayStay } = retentionRules[kind];
  return months === null ? mayStay : choices.includes(months);
}

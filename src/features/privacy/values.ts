/** The fixed values of the contract of a person's own rights, for server and browser. */

export const exportStates = ["QUEUED", "RUNNING", "DONE", "FAILED", "CANCELLED"] as const;
export type ExportState = (typeof exportStates)[number];

export const erasureStates = ["WAITING", "RUNNING", "DONE", "CANCELLED"] as const;
export type ErasureState = (typeof erasureStates)[number];

/** How long an archive can be taken. */
export const exportKeptDays = 7;
export const maxReason = 500;

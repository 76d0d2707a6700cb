/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export const migrationStatuses = ["PREVIEWING", "READY", "MOVING", "MOVED", "FAILED", "DISCARDED"] as const;
export type MigrationStatus = (typeof migrationStatuses)[number];

export const studentStates = ["PLANNED", "LEFT_OUT", "MOVED", "SKIPPED", "UNDOING", "UNDONE"] as const;
export type StudentState = (typeof studentStates)[number];

/** What happens to one competency of a student. */
export const lineKinds = ["BELOW", "CHANGED", "ADDED", "RETIRED", "SAME"] as const;
export type LineKind = (typeof lineKinds)[number];

/** The four figures, each a filter of the students. */
export const studentFilters = ["UNCHANGED", "BELOW", "OPEN", "RETIRED"] as const;
export type StudentFilter = (typeof studentFilters)[number];

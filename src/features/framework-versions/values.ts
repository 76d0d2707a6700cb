/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

/** The kinds of change, in the order in which they are told. */
export const changeKinds = ["ADDED", "CHANGED", "MOVED", "RETIRED"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What a version may change in a competency. */
export const changedFields = [
  "code",
  "name",
  "shortName",
  "description",
  "level",
  "isRequired",
  "ratingScale",
  "targetRating",
  "scoringMethod",
  "requiredObservations",
  "requiredEvaluators",
  "requiredDays",
  "validityMonths",
  "renewalWays",
  "needsApproval",
  "needsCountersignature",
  "rubric",
] as const;
export type ChangedField = (typeof changedFields)[number];

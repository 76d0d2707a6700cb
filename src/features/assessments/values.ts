/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export const assessmentMethods = [
  "DIRECT_OBSERVATION",
  "MINI_CEX",
  "DOPS",
  "CASE_BASED_DISCUSSION",
  "SIMULATION",
  "PORTFOLIO",
  "MULTI_SOURCE_FEEDBACK",
] as const;
export type AssessmentMethod = (typeof assessmentMethods)[number];

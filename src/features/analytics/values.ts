/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

export const scopes = ["student", "cohort", "program"] as const;
export type Scope = (typeof scopes)[number];

export const metrics = [
  "completion",
  "pace",
  "time-to-competence",
  "ratings",
  "overdue",
  "turnaround",
  "feedback",
  "evaluator-spread",
  "evidence",
  "hours",
  "engagement",
] as const;
export type Metric = (typeof metrics)[number];

/** Periods that end today, in days; `all` begins with the first record. */
export const periods = { "7d": 7, "30d": 30, "90d": 90, "180d": 180, "365d": 365 } as const;
export type Period = keyof typeof periods;

export const formats = ["json", "csv", "pdf"] as const;
export type Format = (typeof formats)[number];

export const bands = ["below", "at", "above"] as const;
export type Band = (typeof bands)[number];

/** The document's kinds of interaction, as `learning_analytics` records them. */
export const interactionTypes = [
  "VIEW",
  "ASSESSMENT_START",
  "ASSESSMENT_COMPLETE",
  "EVIDENCE_UPLOAD",
  "FEEDBACK_VIEW",
  "PROGRESS_CHECK",
  "REPORT_GENERATE",
] as const;
export type InteractionType = (typeof interactionTypes)[number];

export const actKinds = ["ask-assessment", "talk-to-supervisor", "plan-rotation", "remind", "move-due-date"] as const;
export type ActKind = (typeof actKinds)[number];

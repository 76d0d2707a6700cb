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

/** The tabs of the assessment centre. */
export const centreTabs = ["requested", "drafts", "due", "submitted", "countersign"] as const;
export type CentreTab = (typeof centreTabs)[number];

/** What a submitted assessment is shown as: the first that holds, from the last to the first. */
export const centreStates = [
  "SUBMITTED",
  "AMENDED",
  "NOT_COUNTERSIGNED",
  "COUNTERSIGNED",
  "REJECTED",
  "VOIDED",
] as const;
export type CentreState = (typeof centreStates)[number];

export const centreSorts = [
  "student",
  "competency",
  "asked",
  "happened",
  "answerBy",
  "saved",
  "due",
  "assessed",
  "level",
  "target",
  "observed",
  "submitted",
  "state",
  "author",
] as const;
export type CentreSort = (typeof centreSorts)[number];

/** The order of a tab unless another is chosen: what has waited longest, else the newest. */
export const centreOrder = {
  requested: { sort: "answerBy", direction: "asc" },
  drafts: { sort: "saved", direction: "desc" },
  due: { sort: "due", direction: "asc" },
  submitted: { sort: "observed", direction: "desc" },
  countersign: { sort: "submitted", direction: "asc" },
} as const satisfies Record<CentreTab, { sort: CentreSort; direction: "asc" | "desc" }>;

export const observedPeriods = ["7d", "30d", "90d"] as const;
export type ObservedPeriod = (typeof observedPeriods)[number];
/** For so long its author may take a submission back. */
export const takeBackSeconds = 10;

/** What people do with a submitted assessment beside writing evaluations. */
export const assessmentActs = [
  "TAKEN_BACK",
  "COUNTERSIGNED",
  "NOT_COUNTERSIGNED",
  "REOPENED",
  "VOIDED",
  "READ",
  "REPLIED",
] as const;
export type AssessmentAct = (typeof assessmentActs)[number];

/** What a reader of a submitted assessment may do with it. */
export const nextActs = ["take-back", "amend", "reopen", "void", "countersign", "acknowledge", "reply"] as const;
export type NextAct = (typeof nextActs)[number];

/** Assessments in one batch. */
export const batchLimit = 200;

export const centreStateWords: Record<CentreState, string> = {
  SUBMITTED: "Submitted",
  AMENDED: "Amended",
  NOT_COUNTERSIGNED: "Not countersigned",
  COUNTERSIGNED: "Countersigned",
  REJECTED: "Not accepted",
  VOIDED: "Voided",
};

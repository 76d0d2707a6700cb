import { type CentreTab, centreStateWords, type ObservedPeriod } from "#src/features/assessments/values.ts";

/** Texts of the assessment centre. */
export const centreStrings = {
  title: "Assessments",
  help: "All that you were asked for, began or submitted, for the students of your placements.",
  newAssessment: "New assessment",
  tabs: "Kinds of assessments",
  tabWords: {
    requested: "Requested",
    drafts: "Drafts",
    due: "Due",
    submitted: "Submitted",
    countersign: "To countersign",
  } satisfies Record<CentreTab, string>,

  find: "Find",
  findPlaceholder: "Student or competency",
  anybody: "Anyone",
  any: "Any",
  observedWords: {
    "7d": "Last 7 days",
    "30d": "Last 30 days",
    "90d": "Last 90 days",
  } satisfies Record<ObservedPeriod, string>,
  anyTime: "Any time",

  student: "Student",
  competency: "Competency",
  asked: "Asked",
  happened: "Happened",
  answerBy: "Answer by",
  saved: "Last saved",
  missing: "What is missing",
  nothingMissing: "Nothing, not submitted",
  due: "Due date",
  assessed: "Assessed since",
  level: "Level",
  target: "Target",
  observed: "Observed",
  submitted: "Submitted",
  state: "State",
  author: "Assessor",
  none: "–",
  notCounted: "Not counted",
  met: "Met",
  below: (distance: string) => `${distance} below`,
  hasFiles: "Evidence attached",
  missingWords: (hasLevel: boolean, hasWords: boolean) =>
    [hasLevel ? null : "Level", hasWords ? null : "Words"].filter((word) => word !== null).join(", "),

  stateWords: centreStateWords,

  countOf: (shown: number, all: number) => `${shown} of ${all}`,
  noMatches: "Nothing matches",
  noMatchesHelp: "Try another word, or clear the filters.",
  clear: "Clear filters",
  emptyTitles: {
    requested: "Nobody is waiting for an answer",
    drafts: "No drafts",
    due: "Nothing is due",
    submitted: "Nothing submitted yet",
    countersign: "Nothing to countersign",
  } satisfies Record<CentreTab, string>,
  emptyHelp: {
    requested: "When a student asks you for an assessment, it appears here.",
    drafts: "An assessment that you began and did not submit is kept here, for you alone.",
    due: "Competencies appear here two weeks before they are due.",
    submitted: "What you submit for the students of your placements appears here.",
    countersign: "Where a school asks for a second signature, what colleagues submitted appears here.",
  } satisfies Record<CentreTab, string>,

  shortcutMove: "Next and previous row",
  shortcutOpen: "Open the row",
  shortcutNew: "New assessment of the row’s student",

  steps: "The list that you came from",
  previousStudent: (student: string) => `Previous: ${student}`,
  nextStudent: (student: string) => `Next: ${student}`,
} as const;

import type { AssessmentMethod } from "#src/features/assessments/values.ts";
import { strings as kit } from "#src/ui/strings.ts";

/** All texts of the assessor's pages. */
export const strings = {
  goodDay: (name: string) => `Welcome, ${name}`,
  waiting: "Waiting for you",
  waitingHelp: "Oldest first",
  waitingNothing: "Nothing is waiting for you.",
  waitingOne: "One assessment is waiting for you.",
  waitingMany: (count: number) => `${count} assessments are waiting for you.`,
  waitingMoreThan: (count: number) => `More than ${count} assessments are waiting for you.`,
  queueEmpty: "Nothing is waiting",
  queueEmptyHelp: "Requests, your drafts and competencies that fall due for your students appear here.",
  assess: "Assess",
  continueDraft: "Continue",
  assessWhom: (student: string, competency: string) => `Assess ${student}: ${competency}`,
  continueWhom: (student: string, competency: string) => `Continue your draft, ${student}: ${competency}`,
  asked: "Asked ",
  draftFrom: "Draft of ",
  newAssessment: "New assessment",
  draftTitle: "Your draft",
  back: "Back",

  chooseStudent: "Who are you assessing?",
  chooseStudentHelp: "Students of your placements.",
  findStudent: "Find a student",
  findStudentPlaceholder: "Name or number",
  noStudents: "No student matches.",
  chooseCompetencyShort: "Choose a competency",
  findCompetency: "Find a competency",
  findCompetencyPlaceholder: "Name, code or category",
  noCompetencies: "No competency matches.",
  noneAssigned: "This student has no competencies yet.",
  cannotAssessTitle: "You cannot assess this student here",
  cannotAssessHelp:
    "The placement under your supervision may have ended, or the competency is not assigned to this student. Nothing was changed.",
  toDashboard: "Go to your dashboard",

  position: (category: string, position: number, total: number) => `${category}, competency ${position} of ${total}`,
  lastAssessedAt: (rating: string, day: string) => `Last assessed on ${day}: ${rating}.`,
  neverAssessed: "Not assessed yet.",

  ratingLabel: { ORDINAL: "Level", NUMERIC: "Rating", BINARY: "Result" },
  entrustmentLevel: "Entrustment level",
  rubric: "Rubric",
  rubricHelp: "Choose one for each, or say that it was not observed.",
  notObserved: "Not observed",
  restNotObserved: (count: number) =>
    count === 1 ? "Mark it as not observed" : `Mark the ${count} open ones as not observed`,
  criterionComment: "Comment",
  addComment: "Add a comment",
  scoreOutOf: (max: number) => `A number from 0 to ${max}`,

  whenAndHow: "When and how",
  observedAt: "Observed",
  method: "Method",
  rotation: "Rotation",
  noRotation: "Not part of a rotation",
  words: "For the student",
  strengths: "Strengths",
  strengthsHint: "What went well?",
  nextSteps: "Next steps",
  nextStepsHint: "What should come next?",
  feedback: "Feedback",
  moreFeedback: "Anything else for the student",
  privateNote: "Private note",
  privateNoteHint: "Only staff can read this.",
  evidence: "Evidence",
  evidenceHint: "Photos, documents, video or audio, up to 25 MB each. Never show a patient.",
  evidenceUnnamed: (number: number) => `Attached file ${number}`,
  uploadFailed: "It was not sent. Remove it and choose it again.",
  uploadRunning: "A file is still being sent.",
  tooManyFiles: "At most 20 files.",

  saveDraft: "Save draft",
  submit: "Submit assessment",
  submitShort: "Submit",
  discard: "Discard draft",
  discardTitle: "Discard this draft?",
  discardHelp: (student: string, competency: string) =>
    `What you wrote about ${student} in ${competency} is thrown away. This cannot be undone.`,
  keepDraft: "Keep draft",
  discarded: "Draft discarded",
  discardFailed: "The draft could not be discarded. Check the connection and try again.",

  statusNew: "",
  statusSaving: "Saving…",
  statusSaved: "Draft saved",
  statusKept: "Not saved –",
  statusWaiting: "Not sent –",
  keptOnThisPhone: "kept on this phone",
  keptHere: "kept here",
  statusSending: "Sending…",
  restored: "What you had typed on this phone was restored.",
  useSaved: "Use the saved draft instead",

  gapLevel: "Choose a level.",
  gapNumber: (min: number, max: number) => `Type a number from ${min} to ${max}.`,
  gapDecimals: "At most two decimals.",
  gapResult: "Choose pass or fail.",
  gapCriterion: "Choose how this went, or say it was not observed.",
  gapObservedAt: "Say when you observed it.",
  gapFuture: "This lies in the future.",
  gaps: (count: number) => (count === 1 ? "One thing is missing." : `${count} things are missing.`),
  tooLong: "At most 8,000 characters.",

  confirmTitle: (student: string) => `Submit for ${student}?`,
  confirmHelp: (competency: string, student: string) =>
    `${competency}. ${student} sees it at once. You can no longer change it here after it is submitted.`,
  confirmAction: "Submit",
  goBack: "Go back",

  waitingTitle: "Kept on this phone, not sent yet",
  waitingBody: (student: string) =>
    `There is no connection. Your assessment of ${student} is safe here and is sent by itself as soon as the connection is back, once and not twice.`,
  sendNow: "Try now",
  refusedTitle: "It was not accepted",
  conflictTitle: "This draft was submitted or discarded elsewhere",
  conflictBody: "Nothing was sent twice. Open the assessment to see what is there.",
  openAssessment: "Open it",
  forbiddenBody: "You no longer supervise this student, so the assessment cannot be submitted. Your school can help.",
  submittedTitle: (student: string, rating: string) => `Submitted: ${student}, ${rating}`,
  submittedProgress: (first: string, completed: number, total: number) =>
    `${first}: ${completed} of ${total} completed.`,
  submittedCompleted: "Competency completed.",
  outOf: (max: number) => `out of ${max}`,
  next: (student: string) => `Next: ${student}`,
  refusedLater: (student: string, competency: string) => `Not accepted: ${student}, ${competency}`,
  open: "Open",

  assessment: "Assessment",
  observedOn: (day: string) => `Observed on ${day}`,
  revision: (number: number) => `Revision ${number}`,
  selfEvaluation: "Self-evaluation: shown, but never counts",
  evidenceNone: "No evidence attached.",
  scoreOf: (score: number, max: number) => `${score} of ${max}`,
  noWords: "No comments were written.",
  draftOfOther: "This assessment is a draft. It can be read once its author submits it.",
  fromRubric: (words: string) => `By the rubric alone: ${words}.`,
} as const;

export const methodWords: Record<AssessmentMethod, string> = {
  DIRECT_OBSERVATION: "Direct observation",
  MINI_CEX: "mini-CEX",
  DOPS: "DOPS (directly observed procedure)",
  CASE_BASED_DISCUSSION: "Case-based discussion",
  SIMULATION: "Simulation",
  PORTFOLIO: "Portfolio",
  MULTI_SOURCE_FEEDBACK: "Multi-source feedback",
};

/** A guest has a role of their own, as they wrote it. */
export function roleWord(role: string): string {
  const words: Record<string, string> = kit.roles;
  return words[role] ?? role;
}

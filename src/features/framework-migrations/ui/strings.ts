import type { LineKind, StudentFilter, StudentState } from "#src/features/framework-migrations/values.ts";

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** Every word of the page that moves students, in one place. */
export const strings = {
  move: "Move students",
  title: (version: string) => `Move students to version ${version}`,
  description: (cohort: string | null, version: string) =>
    `${cohort ?? "Every student"}, from version ${version}. A preview: nothing has changed yet.`,
  seeChanges: "See what changed",
  notPublished:
    "Students are moved to a version that is published. Publish it first; nobody sees it until you move them.",
  noEarlier: "There is no version before this one, so nobody is to be moved.",
  whom: "Whom",
  everybody: "Every student on the version before",
  preview: "Preview the move",
  previewHelp: "You see, student by student, what stays and what changes. Nothing changes until you say so.",
  previewing: "Working out what changes for each student",
  moving: (count: number) => `Moving ${plural(count, "student", "students")}`,
  movingHelp: "You may leave this page. Each student is moved as a whole.",
  nobody: "Nobody is on the version before",
  nobodyHelp: "Students get this version when you assign it to them.",
  find: "Find a student",
  findHint: "Name or number",
  of: (total: number) => `of ${total}`,
  student: "Student",
  completed: "Completed",
  completedWords: (before: number, beforeTotal: number, after: number, afterTotal: number) =>
    `${before} of ${beforeTotal} now, ${after} of ${afterTotal} afterwards`,
  same: "Same",
  changed: "Changed",
  added: "Added",
  retired: "Retired",
  below: "Below",
  none: "None of the students are among these",
  open: (name: string) => `What changes for ${name}`,
  take: (name: string) => `Move ${name}`,
  competency: "Competency",
  now: "Now",
  later: (version: string) => `On version ${version}`,
  kept: (count: number) => (count === 0 ? "Nothing lost" : `${plural(count, "assessment", "assessments")} kept`),
  notCounted: (count: number) =>
    `${plural(count, "assessment", "assessments")} on another rating scale, kept but not counted`,
  field: (word: string, before: string | null, after: string | null) =>
    before === null || after === null ? word : `${word}: ${before} → ${after}`,
  noLonger: "No longer asked for",
  notStarted: "Not started",
  sameRest: (count: number) => `${plural(count, "competency stays", "competencies stay")} exactly as before.`,
  level: (result: number | null, target: number) =>
    result === null ? `Not enough evidence yet, target ${target}` : `Level ${result}, target ${target}`,
  forBelow: (count: number) => (count === 1 ? "For the 1 who falls below" : `For the ${count} who fall below`),
  decide: "What to do",
  reopen: "Open the competency again",
  reopenHelp: "It goes back to In progress, with its evidence, and is due on the date below.",
  leave: (version: string) => `Leave these students on version ${version}`,
  leaveHelp: "They finish on the version they started. You can move them later.",
  dueAgain: "Due again by",
  dueHelp: "Also for what is new. Without a date, due dates stay.",
  tell: "Tell the students",
  tellHelp: "One message each, with what changes for them.",
  late: "Later students get the new version",
  lateHelp: "Whoever joins a group that was assigned the earlier version.",
  safe: "What is safe",
  safeEvidence: (count: number) =>
    `All ${count} submitted assessments are kept, and count where the new version has the same competency and rating scale.`,
  safeDates: (count: number) =>
    count === 0
      ? "No completion date is cleared."
      : `${plural(count, "completion date is", "completion dates are")} cleared. All stay in the record.`,
  safeUndo: "You can undo the move for a student until their next assessment.",
  start: (count: number) => `Move ${plural(count, "student", "students")}`,
  leftOut: (count: number) => `${plural(count, "student is", "students are")} left out`,
  discard: "Throw the preview away",
  startFailed: "The move could not be started. Nothing has changed.",
  failed: "The move stopped",
  goOn: "Go on",
  again: "Preview again",
  history: "Moves so far",
  done: (moved: number, version: string) =>
    `${plural(moved, "student was", "students were")} moved to version ${version}.`,
  undone: (count: number) => `${plural(count, "student was", "students were")} moved back.`,
  undoing: (count: number) => `${plural(count, "student is", "students are")} being moved back.`,
  undo: "Undo",
  undoOf: (name: string) => `Move ${name} back`,
  undoAll: "Undo the whole move",
  undoTitle: "Move everybody back?",
  undoHelp:
    "Each student's record is put back as it was before the move. Whoever was assessed since stays on the new version.",
  undoFailed: "It could not be undone.",
  undoStopped: "The undo stopped",
  refusals: {
    ASSESSED: "Stays: assessed since",
    BEGUN: "Stays: an assessment was begun since",
    CHANGED: "Stays: changed since",
  } as Record<string, string>,
  by: (name: string) => `by ${name}`,
};

export const filterWords: Record<StudentFilter, { label: string; note: string }> = {
  UNCHANGED: { label: "Nothing completed changes", note: "They only get what is new" },
  BELOW: { label: "Fall below", note: "Completed competencies open again" },
  OPEN: { label: "Progress changes, still open", note: "What is asked changes in what they are doing" },
  RETIRED: { label: "Evidence in a retired one", note: "It stays in their record" },
};

export const kindWords: Record<LineKind, string> = {
  BELOW: "Falls below",
  CHANGED: "Changed",
  ADDED: "Added",
  RETIRED: "Retired",
  SAME: "Same",
};

export const stateWords: Record<StudentState, string> = {
  PLANNED: "Not moved yet",
  LEFT_OUT: "Left out",
  MOVED: "Moved",
  SKIPPED: "Nothing to move",
  UNDOING: "Being moved back",
  UNDONE: "Moved back",
};

import type { Act } from "#src/features/deployments/schema.ts";
import type { ActKind } from "#src/features/deployments/values.ts";

const assignments = (count: number) => (count === 1 ? "1 assignment" : `${count} assignments`);
const students = (count: number) => (count === 1 ? "1 student" : `${count} students`);
const competencies = (count: number) => (count === 1 ? "1 competency" : `${count} competencies`);
const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);

const kinds: Record<ActKind, string> = {
  CREATE: "Assigned",
  CHANGE: "Changed before it began",
  CANCEL: "Cancelled",
  RETRY: "Started again",
  MOVE_DUE: "Due date changed",
  WITHDRAW: "Withdrawn",
  KEEP: "Open work kept",
  UNDO: "Undone",
};

const undone: Partial<Record<ActKind, string>> = {
  CANCEL: "Cancelling undone",
  MOVE_DUE: "Change of the due date undone",
  WITHDRAW: "Withdrawal undone",
  KEEP: "Keeping open work undone",
};

/** Texts of what is done to an assignment to students after it was made: dialogs, toasts and the history. */
export const actStrings = {
  acts: "More",
  undo: "Undo",
  undoFailed: "It could not be undone. Look at the history for the reason, and try again.",
  goesOn: "It is being carried out",
  goesOnHelp: "You may leave this page: the work goes on, and the history shows how far it is.",
  done: (act: Act) => {
    switch (act.kind) {
      case "WITHDRAW":
        return act.changed === 0 ? "There was nothing open to withdraw" : `${assignments(act.changed)} withdrawn`;
      case "MOVE_DUE":
        return `Due date changed for ${students(act.studentsDone)}`;
      case "KEEP":
        return "The open work is kept";
      case "CANCEL":
        return "It was cancelled";
      case "UNDO":
        return (act.undoesKind && undone[act.undoesKind]) ?? kinds.UNDO;
      default:
        return "Saved";
    }
  },

  scope: "For whom",
  everybody: (count: number) => `Everybody who has it (${students(count)})`,
  group: (name: string) => `Only ${name}`,
  chosenStudents: "Only some students",
  chooseStudents: "Students",
  chooseStudentsHint: "Search by name or number.",
  chooseSomebody: "Choose at least one student.",

  dueTitle: "Change the due date",
  dueHelp: "Of what other assignments give too, the earlier date counts.",
  dueHow: "How",
  toDay: "To a day",
  later: "Later",
  earlier: "Earlier",
  byRule: "Relative to each student",
  noDate: "No due date",
  newDay: "New due date",
  byDays: "Days",
  alsoByHand: (count: number) => `Also ${assignments(count)} whose date was set by hand`,
  alsoByHandHint: "Otherwise those stay as they are.",
  reasonOptional: "Reason",
  save: "Change due date",
  wrongDays: "Give a number of days from 1 to 3650.",
  failed: "It could not be done",

  withdrawTitle: "Withdraw",
  withdrawHelp: "Assessments and evidence are kept. What another assignment gives too stays, with that one's due date.",
  what: "What",
  onlyOpen: "Only what is not completed",
  onlyOpenHint: "Students keep what they have completed.",
  completedToo: "Completed competencies too",
  completedTooHint: "They no longer count for the student. Their evidence is kept.",
  reason: "Reason",
  reasonHint: "The history shows it.",
  giveReason: "Give a reason.",
  withdrawAction: "Withdraw",
  endsHelp: "It ends for everybody, and nobody gets it later.",
  canUndo: "You can undo this for 24 hours.",

  extendTitle: (name: string) => `Extend due dates of ${name}`,
  extend: "Extend due dates",
  withdrawFromTitle: (name: string) => `Withdraw from ${name}`,
  assignment: "Assignment",
  openOf: (framework: string, open: number) => `${framework} (${open} open)`,
  nothingOpen: "Nothing open",
  nothingOpenHelp: (name: string) => `${name} has no open work that was assigned to them.`,

  cancelTitle: "Cancel it before it begins?",
  cancelHelp: "No student gets anything by it. You can undo this for 24 hours.",
  cancelAction: "Cancel it",
  keepIt: "Keep it",

  history: "History",
  historyHelp: "Who did what, and when. What can be undone has a button for 24 hours.",
  noHistory: "Nothing was done since it was assigned.",
  kind: ({ kind, undoesKind }: Pick<Act, "kind" | "undoesKind">) =>
    kind === "UNDO" ? ((undoesKind && undone[undoesKind]) ?? kinds.UNDO) : kinds[kind],
  about: ({ about }: Pick<Act, "about">) =>
    about.type === "all"
      ? "for everybody"
      : `for ${[...about.names, ...(about.more > 0 ? [`${about.more} more`] : [])].join(", ")}`,
  onlyCompetencies: (count: number) => `${competencies(count)} only`,
  toDate: (day: string) => `to ${day}`,
  movedBy: (count: number) => `${days(Math.abs(count))} ${count < 0 ? "earlier" : "later"}`,
  changed: (act: Pick<Act, "changed" | "skipped" | "kind">) =>
    [
      `${assignments(act.changed)}`,
      ...(act.skipped > 0
        ? [
            act.kind === "UNDO"
              ? `${act.skipped} changed since and left as they are`
              : `${act.skipped} kept the date set by hand`,
          ]
        : []),
    ].join(", "),
  wasUndone: "Undone",
  running: (done: number, of: number) => `${done} of ${students(of)}`,
  by: (name: string) => `by ${name}`,
  undoOf: (words: string) => `Undo: ${words}`,
} as const;

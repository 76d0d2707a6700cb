/** Texts of the school's overview: its cohorts, and the students with something overdue. */
export const strings = {
  cohorts: "Cohorts",
  students: "Students",
  nothingOverdue: "Nothing overdue",
  fewOverdue: "1 or 2 overdue",
  behind: "Behind",
  cohortsHelp: "Press one to see its students",
  of: (count: number) => `of ${count}`,
  completedOf: (done: number, total: number) => `${done} of ${total} completed`,
  cohortMeta: (program: string, students: number) =>
    `${program}, ${students === 1 ? "1 student" : `${students} students`}`,
  inCohorts: (count: number) => (count === 1 ? "in 1 cohort" : `in ${count} cohorts`),
  nothingOverdueNote: "Or nothing is due yet",
  fewOverdueNote: "Less than a tenth of their competencies",
  behindNote: "3 or more overdue, or a tenth of all",
  cohortCompleted: (name: string) => `${name}, completed`,
  nothingAssigned: "Nothing assigned yet",
  addCohort: "Add a cohort",
  noCohortsTitle: "No cohorts yet",
  noCohortsHelp:
    "A cohort is a group of students of one program, such as the class of 2027. How far each of them is appears here.",
  /** `few` have one or two competencies overdue. */
  summary: (behind: number, few: number, total: number) => {
    if (total === 0) return "No students yet.";
    if (behind + few === 0)
      return total === 1
        ? "Nothing is overdue for the one student."
        : `Nothing is overdue for any of the ${total} students.`;
    const parts = [
      ...(behind > 0 ? [`${behind} ${behind === 1 ? "is" : "are"} behind`] : []),
      ...(few > 0 ? [`${few} ${few === 1 ? "has" : "have"} 1 or 2 competencies overdue`] : []),
    ];
    return `Of ${total === 1 ? "1 student" : `${total} students`}, ${parts.join(" and ")}.`;
  },

  needAttention: "Who needs attention",
  needAttentionHelp: "Most overdue first",
  remind: "Remind",
  remindOf: (name: string) => `Remind ${name} of what is overdue`,
  isReminded: "Reminded",
  isRemindedOf: (name: string) => `Reminded: ${name}`,
  reminded: (name: string) => `${name} was reminded`,
  remindedOf: (count: number) => (count === 1 ? "Of 1 competency" : `Of ${count} competencies`),
  /** `isAll` is false where more are shown than one press reminds. */
  remindAll: (count: number, isAll: boolean) => (isAll ? `Remind all ${count}` : `Remind the first ${count}`),
  remindAllTitle: (count: number) => `Remind these ${count} students?`,
  remindAllHelp:
    "Each is told how much is overdue and since when. Whoever was reminded today already gets no second message.",
  remindAllAction: (count: number) => `Remind ${count} students`,
  remindedCount: (count: number) => (count === 1 ? "1 student was reminded" : `${count} students were reminded`),
  nobodyReminded: "Nobody was reminded",
  /** `others` have nothing overdue any more, or do not take part. */
  notReminded: (before: number, others: number) =>
    [
      ...(before > 0 ? [`${before} reminded today already`] : []),
      ...(others > 0 ? [`${others} with nothing overdue now`] : []),
    ].join(" · "),
  remindAllFailed: "The students were not reminded",
  remindFailed: (name: string) => `${name} was not reminded`,
  tryAgain: "Check the connection and try again.",
  withNothingOverdue: (count: number) => `${count} with nothing overdue`,
  withFewOverdue: (count: number) => `${count} with 1 or 2 overdue`,
  areBehind: (count: number) => `${count} behind`,
  noCohort: "No cohort",
  seeAllBehind: "All behind",
  seeAllFew: "All with 1 or 2 overdue",
  nobodyTitle: "Nothing is overdue",
  nobodyHelp: "Students with an overdue competency appear here, those with the most first.",
} as const;

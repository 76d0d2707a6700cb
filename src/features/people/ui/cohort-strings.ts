/** Texts of the school's overview: its cohorts, and the students with something overdue. */
export const strings = {
  cohorts: "Cohorts",
  students: "Students",
  notBehind: "Not behind",
  atRisk: "At risk",
  behind: "Behind plan",
  cohortsHelp: "Press one to see its students",
  of: (count: number) => `of ${count}`,
  completedOf: (done: number, total: number) => `${done} of ${total} completed`,
  cohortMeta: (program: string, students: number) =>
    `${program}, ${students === 1 ? "1 student" : `${students} students`}`,
  inCohorts: (count: number) => (count === 1 ? "in 1 cohort" : `in ${count} cohorts`),
  notBehindNote: "Or nothing is planned yet",
  atRiskNote: (seenTo: number) => (seenTo === 0 ? "May not finish in time" : `Beside ${seenTo} seen to`),
  behindNote: "Fewer completed than planned by now",
  cohortCompleted: (name: string) => `${name}, completed`,
  nothingAssigned: "Nothing assigned yet",
  addCohort: "Add a cohort",
  noCohortsTitle: "No cohorts yet",
  noCohortsHelp:
    "A cohort is a group of students of one program, such as the class of 2027. How far each of them is appears here.",
  summary: (behind: number, atRisk: number, total: number) => {
    if (total === 0) return "No students yet.";
    if (behind + atRisk === 0)
      return total === 1 ? "The one student is not behind plan." : `None of the ${total} students is behind plan.`;
    const are = (count: number) => `${count} ${count === 1 ? "is" : "are"}`;
    const parts = [
      ...(atRisk > 0 ? [`${are(atRisk)} at risk of not finishing in time`] : []),
      ...(behind > 0 ? [`${are(behind)} behind plan`] : []),
    ];
    return `Of ${total === 1 ? "1 student" : `${total} students`}, ${parts.join(" and ")}.`;
  },

  needAttention: "Who needs attention",
  needAttentionHelp: "At risk first, then the most overdue",
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
  areNotBehind: (count: number) => `${count} not behind`,
  areAtRisk: (count: number) => `${count} at risk`,
  areBehind: (count: number) => `${count} behind plan`,
  noCohort: "No cohort",
  seeAllBehind: "All behind plan",
  seeAllAtRisk: "All at risk",
  whyAtRisk: "Why, and what would help",
  howWorkedOut: "How it is worked out",
  nobodyTitle: "Nobody is behind plan",
  nobodyHelp: "Students who have completed fewer than planned by now appear here.",
} as const;

/** Texts of the school's overview: its cohorts, and the students at risk. */
export const strings = {
  cohorts: "Cohorts",
  students: "Students",
  onTrack: "On track",
  atRisk: "At risk",
  behind: "Behind",
  cohortsHelp: "Press one to see its students",
  of: (count: number) => `of ${count}`,
  completedOf: (done: number, total: number) => `${done} of ${total} completed`,
  cohortMeta: (program: string, students: number) =>
    `${program}, ${students === 1 ? "1 student" : `${students} students`}`,
  inCohorts: (count: number) => (count === 1 ? "in 1 cohort" : `in ${count} cohorts`),
  onTrackNote: "Nothing is overdue",
  atRiskNote: "One or two overdue",
  behindNote: "Three or more overdue, or a tenth of all",
  cohortCompleted: (name: string) => `${name}, completed`,
  nothingAssigned: "Nothing assigned yet",
  noCohortsTitle: "No cohorts yet",
  noCohortsHelp:
    "A cohort is a group of students of one program, such as the class of 2027. Where each one stands is shown here.",
  summary: (behind: number, atRisk: number, total: number) => {
    if (total === 0) return "No students yet.";
    if (behind === 0 && atRisk === 0) return `All ${total} students are on track or have nothing due yet.`;
    const parts = [...(behind > 0 ? [`${behind} behind`] : []), ...(atRisk > 0 ? [`${atRisk} at risk`] : [])];
    return `Of ${total} students, ${parts.join(" and ")}.`;
  },

  needAttention: "Who needs attention",
  needAttentionHelp: "Most overdue first: behind, then at risk",
  overdueCount: (count: number) => `${count} overdue`,
  seeAllBehind: "All behind",
  seeAllAtRisk: "All at risk",
  nobodyTitle: "Nobody is behind",
  nobodyHelp: "Students whose competencies are past their due date appear here, the ones who are behind first.",
} as const;

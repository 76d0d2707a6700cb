/** All texts of the school's approval of completions. */
export const strings = {
  title: "Approvals",
  help: "Completions that your school approves, where the framework asks for it. Certificates wait for them.",
  find: "Find a student or competency",
  findPlaceholder: "Name, number or code",
  cohort: "Cohort",
  allCohorts: "All cohorts",
  student: "Student",
  competency: "Competency",
  completedOn: "Completed",
  evidence: "Evidence",
  evidenceOf: (observations: number, evaluators: number) =>
    `${observations} ${observations === 1 ? "assessment" : "assessments"} by ${evaluators}`,
  waiting: (count: number) => (count === 1 ? "1 completion waits" : `${count.toLocaleString("en")} completions wait`),
  approve: (count: number) => `Approve ${count.toLocaleString("en")}`,
  approveTitle: (count: number) => (count === 1 ? "Approve this completion?" : `Approve ${count} completions?`),
  approveHelp:
    "The students are told, and certificates that waited for it are issued. An approval cannot be taken back; only a correction of the assessment reopens a completion.",
  approved: (count: number) => (count === 1 ? "1 completion approved" : `${count} completions approved`),
  left: (count: number) =>
    count === 1 ? "1 did not wait any more, and was left." : `${count} did not wait any more, and were left.`,
  approveFailed: "Nothing was approved",
  tryAgain: "Try again in a moment.",
  most: (most: number) => `At most ${most} at once. Select fewer.`,
  nothing: "Nothing waits for your approval",
  nothingHelp:
    "A framework may ask that the school approves each completion. They appear here when a student completes one.",
  toFrameworks: "See the frameworks",
  noMatches: "Nothing matches",
  noMatchesHelp: "Try fewer letters, or clear the filters.",
  clearFilters: "Clear filters",
  failed: "What waits could not be loaded",
} as const;

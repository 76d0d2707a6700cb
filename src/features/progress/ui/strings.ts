/** All texts about a student's progress. */
export const strings = {
  goodMorning: (name: string) => `Good morning, ${name}`,
  goodAfternoon: (name: string) => `Good afternoon, ${name}`,
  goodEvening: (name: string) => `Good evening, ${name}`,
  paceNothing: "Nothing has been assigned to you yet.",
  paceAllDone: (total: number) =>
    total === 1 ? "You have completed your one competency." : `You have completed all ${total} competencies.`,
  paceNothingDue: (next: string) => `Nothing is due yet. The first due date is ${next}.`,
  paceNoDates: (completed: number, total: number) =>
    completed === 0
      ? `You have ${competencies(total)} to complete.`
      : `You have completed ${completed} of ${total} competencies.`,
  paceOverdue: (count: number, isCapped: boolean) =>
    isCapped
      ? `${count} or more competencies are overdue.`
      : `${capital(competencies(count))} ${count === 1 ? "is" : "are"} overdue.`,
  paceNothingOverdue: "Nothing is overdue.",
  paceNext: (day: string) => `The next due date is ${day}.`,
  paceAhead: (count: number) => `You are ${competencies(count)} ahead of the due dates.`,
  paceNextOne: (day: string) => `The next one is ${day}.`,

  completed: "Completed",
  ofTotal: (total: number) => `of ${total}`,
  moreLately: (count: number) => `${count} more in the last 30 days`,
  noneLately: "None in the last 30 days",
  overall: "Overall progress",
  expectedByNow: (percent: string) => `Expected by now: ${percent}`,
  nothingDueByNow: "Nothing was due so far",
  dueSoon: "Due in the next 7 days",
  overdueToo: (count: string) => `${count} overdue`,
  nextDueOn: (day: string) => `Next due on ${day}`,
  nothingDue: "No due dates ahead",
  assessedLately: "Assessed in the last 30 days",
  times: (count: number) => (count === 1 ? "time" : "times"),
  weeksInARow: (weeks: number) => `${weeks} weeks in a row`,
  lastAssessed: (day: string) => `Last on ${day}`,
  neverAssessed: "Not assessed yet",
  viewCompetencies: "View competencies",
  askForAssessment: "Ask for an assessment",
  viewAll: "View all",
  progressOverTime: "Progress over time",
  viewForecast: "When you are likely to finish",
  viewCharts: "See all charts",
  byCategory: "By category",
  recentAssessments: "Recent assessments",
  dueDates: "Due dates",
  toRenew: "To renew",
  toRenewHelp: "What expires soon still counts until its day.",
  noDeadlines: "No due dates ahead",
  noDeadlinesHelp: "Competencies with a due date appear here, the soonest first.",
  noAssessments: "No assessments yet",
  noAssessmentsHelp:
    "When a supervisor submits an assessment, it appears here at once, with the reasons for the level.",
  noAssessmentsHelpStaff: "Submitted assessments appear here at once, with the reasons for the level.",
  newStudentTitle: "Nothing assigned yet",
  newStudentHelp: "When your school assigns competencies to you, they appear here with their due dates.",
  newStudentHelpStaff: "When the school assigns competencies to this student, they appear here with their due dates.",
  by: (evaluator: string) => `${evaluator}, `,
  severalAssessors: "Several assessors",
  unnamedAssessor: "An assessor, not named",

  competenciesTitle: "Competencies",
  competenciesCount: (completed: number, total: number) => `${completed} of ${total} completed`,
  findCompetency: "Find a competency",
  findPlaceholder: "Name or code",
  status: "Status",
  category: "Category",
  anyStatus: "Any status",
  anyCategory: "All categories",
  noMatches: "No competency matches",
  noMatchesHelp: "Try fewer letters, or clear the filters.",
  clearFilters: "Clear filters",
  groups: {
    overdue: "Overdue",
    dueSoon: "Due soon",
    inProgress: "In progress",
    notStarted: "Not started",
    completed: "Completed",
  },
  firstDue: (day: string) => `First due ${day}`,
  lastCompleted: (day: string) => `Last on ${day}`,
  daysLate: (days: number) => (days === 1 ? "1 day late" : `${days} days late`),
  dueIn: (days: number) => (days <= 0 ? "Due today" : days === 1 ? "Due tomorrow" : `Due in ${days} days`),
  expiresIn: (days: number) =>
    days <= 0 ? "Expires today" : days === 1 ? "Expires tomorrow" : `Expires in ${days} days`,
  expired: "Expired",
  expiredAgo: (days: number) =>
    days <= 0 ? "Expired today" : days === 1 ? "Expired yesterday" : `Expired ${days} days ago`,
  ask: "Ask",
  askFor: (name: string) => `Ask for an assessment: ${name}`,
  askedWhom: (assessor: string | null, when: string) => `Asked${assessor === null ? "" : ` ${assessor}`} ${when}`,
  on: (day: string) => `on ${day}`,
  noDueDate: "No due date",
  assess: "Assess",
  assessIn: (name: string) => `Assess ${name}`,
  shown: (count: number, total: number) => `${count} of ${total} competencies`,

  whyTitle: "Why this level",
  openCompetency: "Open the competency",
  level: "Level",
  howItCounts: "How it is counted",
  target: (target: string) => `The target is ${target}.`,
  requirements: "What is needed",
  requirement: {
    level: "Level",
    timesAtTarget: "At the target",
    observations: "Assessments",
    evaluators: "Different assessors",
    days: "Different days",
    renewal: "New assessments",
  },
  needed: { pass: "Pass", level: (have: string, target: string) => `${have}, target ${target}` },
  notAssessed: "not assessed yet",
  notEnough: "not enough evidence yet",
  haveOfNeed: (have: number, need: number) => (have > need ? `${have}, ${need} needed` : `${have} of ${need}`),
  met: "met",
  notMet: "not met yet",
  used: (count: number) => (count === 1 ? "Evidence used: 1 assessment" : `Evidence used: ${count} assessments`),
  usedNone: "No evidence used yet",
  leftOut: "Left out, and why",
  nextStep: "Next step",
  asOf: (when: string) => `As of ${when}.`,
  openAssessment: "Open",
  openAssessmentOf: (day: string) => `Open the assessment of ${day}`,
  strengths: "Went well",
  nextSteps: "Next time",
  feedback: "Feedback",
  close: "Close",
  notAssigned: "This competency is no longer assigned.",
} as const;

const methodWords: Record<string, string> = {
  DIRECT_OBSERVATION: "Direct observation",
  MINI_CEX: "mini-CEX",
  DOPS: "DOPS",
  CASE_BASED_DISCUSSION: "Case-based discussion",
  SIMULATION: "Simulation",
  PORTFOLIO: "Portfolio",
  MULTI_SOURCE_FEEDBACK: "Multi-source feedback",
};

/** The name of an assessment method; an unknown method is shown unchanged. */
export function methodWord(method: string): string {
  return methodWords[method] ?? method;
}

const numberWords = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** Small numbers are written as words in a sentence. */
export function countWord(count: number): string {
  return numberWords[count] ?? String(count);
}

function competencies(count: number): string {
  return count === 1 ? "one competency" : `${countWord(count)} competencies`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

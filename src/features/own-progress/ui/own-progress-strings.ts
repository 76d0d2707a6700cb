import type { Band, InteractionType } from "#src/features/analytics/values.ts";
import type { Period } from "./period.ts";

/** Texts of a student's progress page. */
export const strings = {
  title: "Progress",
  dashboard: "Dashboard",
  downloadTranscript: "Download transcript",
  askForAssessment: "Ask for an assessment",
  period: "Period",
  periods: { "90d": "90 days", "180d": "180 days", "365d": "A year", all: "All" } satisfies Record<Period, string>,

  nothingTitle: "Nothing assigned yet",
  nothingHelp:
    "When your school assigns competencies to you, this page shows how far you are, where the plan is, and when you are likely to finish.",
  nothing: "Nothing has been assigned to you yet.",
  allDone: (total: number) =>
    total === 1 ? "You have completed your one competency." : `You have completed all ${total} competencies.`,
  noPlan: (completed: number, total: number) =>
    `You have completed ${completed} of ${total}. Nothing has a date, so there is no plan to compare with.`,
  behind: (count: number) => `You are ${numberWord(count)} behind plan.`,
  onPlan: "You are on plan.",
  ahead: (count: number) => `You are ${numberWord(count)} ahead of plan.`,
  backOn: (count: number, day: string) => `${capital(numberWord(count))} more by ${day} would put you back on it.`,
  stayOn: (count: number, day: string) =>
    `${capital(numberWord(count))} more by ${day} ${count === 1 ? "keeps" : "keep"} you on it.`,
  coveredUntil: (day: string) => `All that is planned until ${day} is completed.`,
  planEnded: (open: number) => `The plan has ended, and ${numberWord(open)} ${open === 1 ? "is" : "are"} still open.`,

  finish: (day: string) => `At your pace you finish around ${day}`,
  asPlanned: "as planned",
  afterPlan: (distance: string) => `${distance} after plan`,
  beforePlan: (distance: string) => `${distance} before plan`,
  days: (count: number) => (count === 1 ? "one day" : `${numberWord(count)} days`),
  weeks: (count: number) => (count === 1 ? "one week" : `${numberWord(count)} weeks`),
  months: (count: number) => (count === 1 ? "one month" : `${numberWord(count)} months`),
  noForecast: "No forecast yet",
  noForecastAllDone: "Completed, from the first to the last",
  overTimeHelp: "Competencies completed, planned and expected",
  overTimeHelpWithoutForecast: "Competencies completed and planned",
  tooShort: (days: number) =>
    `A forecast needs four weeks of your own. So far there ${days === 1 ? "is 1 day" : `are ${days} days`}.`,
  tooFew: (completed: number) =>
    `A forecast needs two competencies completed within twelve weeks. In your last twelve there ${completed === 1 ? "was one" : "was none"}.`,
  tooFar: "At your pace of now the last day would be more than three years away, so none is said.",
  notWorkedOut: "It is worked out every night. Yours is not there yet.",
  workedOutFrom: (weeks: number, completed: number, rate: string) =>
    `Worked out from your last ${weeks} weeks: ${completed} completed, ${rate}.`,
  aWeek: (count: number) => `about ${numberWord(count)} a week`,
  everyWeeks: (weeks: number) => `about one every ${numberWord(weeks)} weeks`,
  coverage: (students: number, byLater: number) =>
    `Of ${students} earlier students, ${byLater} finished by their later date.`,
  how: "How it is worked out",
  planEnds: "Plan ends",
  evenChance: "Even chance by",
  fourInFive: "4 chances in 5 by",
  noPlanShort: "No plan",
  completed: "Completed",
  plan: "Plan",
  even: "Even chance",
  upTo: "Up to 4 chances in 5",
  today: "Today",
  when: "When",
  expected: "Expected",
  overTimeLabel: (title: string, completed: number, total: number) =>
    `${title}. ${completed} of ${total} completed today.`,
  tooEarly: "The line begins tomorrow, with the second day.",

  help: (count: number) =>
    count === 0
      ? "Nothing to suggest now"
      : count === 1
        ? "One thing that would help most"
        : `${capital(numberWord(count))} things that would help most`,
  youDecide: "Suggestions. You decide.",
  nothingToSuggest: "Nothing is late, nothing falls due in the next two weeks, and no category is far behind its plan.",
  allHidden: "You hid what there was to suggest.",
  talkToSupervisor: "Talk to your supervisor",
  open: "Open",
  notHelpful: "Not helpful?",
  notHelpfulOf: (name: string) => `Not helpful? ${name}`,
  actOf: (act: string, name: string) => `${act}: ${name}`,
  hidden: (name: string) => `${name} is not suggested any more`,
  hideFailed: "That could not be saved",
  undo: "Undo",
  showHidden: (count: number) => (count === 1 ? "Show 1 hidden" : `Show ${count} hidden`),
  fromDates: "From your due dates and ratings",

  openIn: (open: number, all: number, category: string) =>
    open === all
      ? `${open === 1 ? "The one" : `All ${numberWord(open)}`} still open ${open === 1 ? "is" : "are"} in ${category}`
      : `${capital(numberWord(open))} of the ${all} still open are in ${category}`,
  openInAll: (open: number, categories: number) =>
    `${capital(numberWord(open))} still open, in ${numberWord(categories)} categories`,
  noneOpen: "Every category is completed",
  mostOpenFirst: "Most open first",
  category: "Category",
  inProgress: "In progress",
  planByNow: "Plan by now",
  outOf: (completed: number, total: number) => `${completed} of ${total}`,
  openIs: (count: number) => `${count} still open`,
  behindShort: (count: number) => `${count} behind`,
  aheadShort: (count: number) => `${count} ahead`,
  onPlanShort: "On plan",
  showAll: (count: number) => `Show all ${count}`,
  showLess: "Show less",
  standing: "Against plan",
  unknown: "–",
  cohort: (name: string, low: number, high: number, own: string) =>
    `In the middle half of ${name}, students have completed ${low} to ${high}%. You: ${own}%.`,

  reached: (reached: number, all: number) =>
    all === 1
      ? `Your one rating ${reached === 1 ? "reached" : "did not reach"} the target`
      : `${reached} of your ${all} ratings reached the target`,
  noRatings: "No ratings in this period",
  noRatingsHelp:
    "Each assessment becomes a dot here: above, at or below its target. Ask for one, or choose a longer period.",
  eachDot: (from: string) => `Each dot is one assessment, since ${from}`,
  bands: { above: "Above target", at: "At target", below: "Below target" } satisfies Record<Band, string>,
  countedNotAveraged: "Counted, not averaged: scales differ",
  competency: "Competency",
  rating: "Rating",
  dot: (day: string, competency: string, level: string, band: string) => `${day}, ${competency}: ${level}. ${band}`,
  dots: "Assessments by day. Arrow keys move from one to the next.",
  assessmentsOf: (count: number) => (count === 1 ? "1 assessment" : `${count} assessments`),

  assessedLately: "You were assessed in the last week",
  notAssessedLately: "No assessments in the last week",
  assessedInAll: (parts: string) => `You were assessed in each of the last ${parts}`,
  assessedIn: (count: number, parts: string) => `You were assessed in ${count} of the last ${parts}`,
  assessedInNone: (parts: string) => `No assessments in the last ${parts}`,
  weeksCount: (count: number) => `${count} weeks`,
  monthsCount: (count: number) => `${count} months`,
  aWeekSince: (from: string) => `Assessments a week, since ${from}`,
  aMonthSince: (from: string) => `Assessments a month, since ${from}`,
  reachedShort: "At or above target",
  belowShort: "Below target",
  weekOf: "Week of",
  month: "Month",
  allOf: "All",
  rotation: "Rotation",
  noRotation: "None",
  openPart: (count: number, part: string) => `${count === 1 ? "1 assessment" : `${count} assessments`}, ${part}`,

  completedLately: "Completed lately",
  viewAll: "View all",
  noneCompleted: "None completed yet",
  noneCompletedHelp: "What you complete appears here, with the level that you reached.",

  hoursAndUse: "Hours and use",
  yourHours: "Your hours",
  hoursApproved: "Hours approved in this period",
  hoursToDate: "Approved since you began",
  hours: (hours: string) => `${hours} h`,
  hoursOf: (hours: string, required: string) => `${hours} of ${required} h`,
  noHours: "None yet",
  use: "How you used the program",
  useHelp: "Seen by you and your school, because you agreed.",
  noUse: "Nothing recorded in this period yet.",
  interactions: {
    VIEW: "Pages opened",
    ASSESSMENT_START: "Assessments started",
    ASSESSMENT_COMPLETE: "Assessments finished",
    EVIDENCE_UPLOAD: "Evidence added",
    FEEDBACK_VIEW: "Feedback read",
    PROGRESS_CHECK: "Progress looked at",
    REPORT_GENERATE: "Reports made",
  } satisfies Record<InteractionType, string>,
  consentTitle: "May your use of the program be counted?",
  consentHelp:
    "Which pages are opened, when feedback is read. Never what you write, and never for a rating. You may change your mind in your settings at any time.",
  consentYes: "Yes, count it",
  consentNo: "No, do not",
  consentSavedYes: "Your use of the program is counted from now on",
  consentSavedNo: "Nothing is counted. We will not ask again.",
  consentFailed: "That could not be saved",

  howTitle: "How your progress is worked out",
  howHelp: "What is behind the lines and the dates, in plain words",
  howParts: [
    {
      title: "Completed and plan",
      lines: [
        "Completed is how many competencies you have completed by the end of a day. If one is opened again, the line goes down.",
        "The plan counts what falls due by a day. What has no due date is spread evenly over the time that your school gave for it. Without any dates there is no plan, and nobody is said to be behind.",
      ],
    },
    {
      title: "The dates ahead",
      lines: [
        "They come from your own pace over the last twelve weeks, drawn a little to that of your cohort, because twelve weeks are few.",
        "Even chance means: of many students with your pace, about half have finished by that day. 4 chances in 5 means: about eight in ten have.",
        "With less than four weeks, or fewer than two completed in the last twelve, no date is said.",
        "A date is not a promise and not a judgement. Holidays, rotations to come and what you intend are not known to it.",
      ],
    },
    {
      title: "Ratings",
      lines: [
        "Each assessment is counted as above, at or below the target of its competency. They are never averaged: a 3 on one scale is not a 3 on another.",
        "Drafts, self-assessments and assessments that were taken back do not count.",
      ],
    },
    {
      title: "Suggestions",
      lines: [
        "They come from due dates, from what is still missing, and from the rotations that you are placed in. Nothing happens by itself: you decide.",
        "What you mark as not helpful is hidden for you. Your supervisors and your school do not see that.",
      ],
    },
    {
      title: "What is never used",
      lines: [
        "Sex, age, origin, language, health, religion, address, family or income. Nor what anybody wrote in words.",
        "How you use the program counts only if you agreed to it.",
      ],
    },
  ],
} as const;

type Widened<T> = T extends string ? string : T extends (...given: infer G) => string ? (...given: G) => string : T;
/** Spoken to the student, or about them. */
export type Words = { [Key in keyof typeof strings]: Widened<(typeof strings)[Key]> };

/** The same charts, as staff read them. */
export const staffStrings = {
  ...strings,
  chartsOf: (name: string) => `Progress of ${name}`,
  chartsHelp: "The same charts as the student sees",
  nothingHelp: "When competencies are assigned to this student, their charts appear here.",
  allDone: (total: number) =>
    total === 1 ? "Their one competency is completed." : `All ${total} competencies are completed.`,
  finish: (day: string) => `At this pace the last is completed around ${day}`,
  tooShort: (days: number) =>
    `A forecast needs four weeks of the student’s own. So far there ${days === 1 ? "is 1 day" : `are ${days} days`}.`,
  tooFew: (completed: number) =>
    `A forecast needs two competencies completed within twelve weeks. In the last twelve there ${completed === 1 ? "was one" : "was none"}.`,
  tooFar: "At the pace of now the last day would be more than three years away, so none is said.",
  notWorkedOut: "It is worked out every night. This student’s is not there yet.",
  workedOutFrom: (weeks: number, completed: number, rate: string) =>
    `Worked out from the last ${weeks} weeks: ${completed} completed, ${rate}.`,
  cohort: (name: string, low: number, high: number, own: string) =>
    `In the middle half of ${name}, students have completed ${low} to ${high}%. This student: ${own}%.`,
  reached: (reached: number, all: number) =>
    all === 1
      ? `The one rating ${reached === 1 ? "reached" : "did not reach"} the target`
      : `${reached} of ${all} ratings reached the target`,
  noRatingsHelp: "Each assessment becomes a dot here: above, at or below its target. Choose a longer period.",
  assessedLately: "Assessed in the last week",
  assessedInAll: (parts: string) => `Assessed in each of the last ${parts}`,
  assessedIn: (count: number, parts: string) => `Assessed in ${count} of the last ${parts}`,
} satisfies Words & { chartsOf: (name: string) => string; chartsHelp: string };

const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/** Small numbers are written as words in a sentence. */
export function numberWord(count: number): string {
  return words[count] ?? String(count);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

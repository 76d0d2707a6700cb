import type { InteractionType } from "#src/features/analytics/values.ts";
import { dayWords } from "#src/lib/day.ts";

/** The sentences of recommendations. */
export const strings = {
  yourStudents: "Your students",
  overdue: (days: number) => `${daysOf(days)} late.`,
  overdueBelow: (days: number, below: number) => `${daysOf(days)} late. ${timesOf(below)} rated below the target.`,
  secondAssessor: (days: number) => `Due ${inDays(days)}. One assessment by a second assessor is missing.`,
  dueSoon: (days: number, assessments: number) =>
    `Due ${inDays(days)}. At least ${assessments === 1 ? "one assessment is" : `${assessments} assessments are`} missing.`,
  categoryBehind: (open: number, rotation: string, startsOn: string) =>
    `${open} still open. ${rotation} starts on ${dayWords(startsOn)}.`,
  oldestRequest: (days: number) => `A request has waited for you for ${daysOf(days)}.`,
  mostBelow: (below: number, all: number) => `${below} of ${all} ratings are below the target.`,
  oneEvaluator: (students: number) =>
    students === 1
      ? "All ratings of one student come from one person."
      : `All ratings of ${students} students come from one person each.`,
  furthestBehind: (behind: number) => `${behind} ${behind === 1 ? "competency" : "competencies"} behind the plan.`,
  manyOverdue: (overdue: number, students: number) => `Overdue for ${overdue} of ${students} students.`,
};

function daysOf(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}

function inDays(days: number): string {
  if (days === 0) return "today";
  return days === 1 ? "tomorrow" : `in ${days} days`;
}

function timesOf(times: number): string {
  if (times === 1) return "Once";
  return times === 2 ? "Twice" : `${times} times`;
}

/** The words of the PDF that are in no table. */
export const pdfStrings = {
  title: (name: string) => `Analytics: ${name}`,
  eyebrow: "Competency analytics",
  period: (from: string, to: string) =>
    `${from} to ${to}. Ratings are counted by their target and never averaged over scales.`,
  course: "Completed competencies, by the end of each part of the period",
  courseAlternative: (first: number, last: number, planned: number | null) =>
    `From ${first} to ${last} completed competencies${planned === null ? "" : `; the plan has ${planned}`}.`,
  completed: "Completed",
  plan: "Plan",
  categories: "Ratings at or above target by category; the tick is all ratings",
  of: (part: number, all: number) => `${part} of ${all}`,
  madeAt: (school: string, at: string) => `${school}. Made on ${at}.`,
  comparedAt: (at: string) => `Comparisons are as of ${at}.`,
  figure: "Figure",
  value: "Value",
  name: "Name",
  partOf: "From and to",
  days: (from: string, to: string) => (from === to ? from : `${from} to ${to}`),
  types: {
    VIEW: "Pages opened",
    ASSESSMENT_START: "Assessments begun",
    ASSESSMENT_COMPLETE: "Assessments finished",
    EVIDENCE_UPLOAD: "Evidence added",
    FEEDBACK_VIEW: "Feedback read",
    PROGRESS_CHECK: "Progress looked at",
    REPORT_GENERATE: "Reports made",
  } satisfies Record<InteractionType, string>,
};

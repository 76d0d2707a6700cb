import type { InteractionType } from "#src/features/analytics/values.ts";

export const strings = { yourStudents: "Your students" };

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

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
};

import { z } from "zod";
import { standings } from "#src/features/people/values.ts";
import { overall } from "#src/features/progress/schema.ts";
import { id, page, pageQuery, text } from "#src/lib/fields.ts";

export const standing = z.enum(standings);

const studentLine = overall.extend({
  id: z.string(),
  name: z.string(),
  studentNumber: z.string().nullable(),
  cohortId: z.string().nullable(),
  cohort: z.string().nullable(),
  program: z.string().nullable(),
  placement: z.string().nullable(),
  overdue: z.number().int(),
  standing,
  lastAssessedAt: z.string().nullable(),
});
export type StudentLine = z.infer<typeof studentLine>;

export const studentsQuery = z.strictObject({
  search: text({ min: 1, max: 200 }).optional(),
  /** Returns the line of one student, for the student's page. */
  studentId: id.optional(),
  cohortId: id.optional(),
  rotationId: id.optional(),
  standing: standing.optional(),
  ...pageQuery,
});
export const studentsAnswer = page(studentLine);
export type StudentsAnswer = z.infer<typeof studentsAnswer>;

const cohortLine = z.object({
  id: z.string(),
  name: z.string(),
  programId: z.string(),
  program: z.string(),
  students: z.number().int(),
  onTrack: z.number().int(),
  atRisk: z.number().int(),
  behind: z.number().int(),
  completedCompetencies: z.number().int(),
  totalCompetencies: z.number().int(),
  progressPercentage: z.number().nullable(),
});
export type CohortLine = z.infer<typeof cohortLine>;
export const cohortsAnswer = z.object({ items: z.array(cohortLine) });

/** The signed-in student's current placement, for the sidebar. */
export const meAnswer = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  schoolId: z.string(),
  schoolName: z.string(),
  timeZone: z.string(),
  /** By its days due dates are counted. */
  schoolTimeZone: z.string(),
  cohort: z.string().nullable(),
  program: z.string().nullable(),
  placement: z
    .object({
      rotation: z.string(),
      unit: z.string(),
      number: z.number(),
      of: z.number(),
      week: z.number(),
      weeks: z.number(),
    })
    .nullable(),
});
export type MeAnswer = z.infer<typeof meAnswer>;

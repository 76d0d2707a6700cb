import { z } from "zod";
import { timeframe } from "#src/features/analytics/schema.ts";
import { bands } from "#src/features/analytics/values.ts";
import { calendarDay, id, page, pageQuery, text } from "#src/lib/fields.ts";

const whole = z.number().int();

/** Narrows the assessments behind a figure. */
export const ratingsQuery = z.strictObject({
  ...pageQuery,
  studentId: id.optional(),
  cohortId: id.optional(),
  programId: id.optional(),
  competencyId: z
    .union([id, z.array(id)])
    .transform((given) => [given].flat())
    .optional(),
  category: text({ min: 1, max: 200 }).optional(),
  rotationId: id.optional(),
  site: text({ min: 1, max: 200 }).optional(),
  evaluatorId: id.optional(),
  band: z.enum(bands).optional(),
  from: calendarDay.optional(),
  to: calendarDay.optional(),
});
export type RatingsQuery = z.output<typeof ratingsQuery>;

export const ratingLine = z.object({
  assessmentId: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  rotationId: z.string().nullable(),
  rotation: z.string().nullable(),
  site: z.string().nullable(),
  evaluatorId: z.string().nullable(),
  evaluator: z.string().nullable(),
  observedOn: z.string(),
  value: z.number(),
  ratingLabel: z.string().nullable(),
  targetRating: z.number(),
  maxRating: z.number(),
  scaleKind: z.enum(["ORDINAL", "NUMERIC", "BINARY"]),
  band: z.enum(bands),
  method: z.string(),
  feedbackWords: whole,
  hasNextSteps: z.boolean(),
  answeredAfterHours: whole.nullable(),
  href: z.string(),
});
export type RatingLine = z.infer<typeof ratingLine>;
export const ratingsAnswer = page(ratingLine);
export type RatingsAnswer = z.infer<typeof ratingsAnswer>;

export const ownQuery = z.strictObject({ timeframe: timeframe.default("90d") });

export const ownAnswer = z.object({
  from: z.string(),
  to: z.string(),
  /** Whole days until the answer, with how many requests were answered so. */
  answers: z.array(z.object({ days: whole, times: whole })),
  answered: whole,
  medianHours: whole.nullable(),
  /** Null where fewer than five others answered. */
  others: z.object({ people: whole, medianHours: whole }).nullable(),
  assessments: whole,
  withNextSteps: whole,
  /** Different students, also those whose placement is over. */
  students: whole,
  /** Of the placements that run today: all, and those whom the reader has not assessed in the period. */
  placed: whole,
  notYet: z.array(z.object({ id: z.string(), name: z.string() })),
  waiting: whole,
  oldestWaiting: z.object({ assessmentId: z.string(), days: whole }).nullable(),
});
export type OwnAnswer = z.infer<typeof ownAnswer>;

const group = z.object({
  id: z.string(),
  name: z.string(),
  /** Null where the group is too small to stand beside others. */
  students: whole.nullable(),
  completedPercentage: z.number().nullable(),
  plannedPercentage: z.number().nullable(),
  /** Completed less planned, a student. */
  competenciesAhead: z.number().nullable(),
  /**
   * Weeks until the day on which the plan of the whole group has what is completed now; below zero since the day on which it
   * had more. Null without a plan.
   */
  weeksAhead: z.number().nullable(),
  daysToComplete: whole.nullable(),
  /** Assessments a student in the last whole three months, a month. */
  assessedMonthly: z.number().nullable(),
  overdue: whole.nullable(),
});
export const programsAnswer = z.object({
  items: z.array(group.extend({ cohorts: z.array(group) })),
  asOf: z.string().nullable(),
});
export type ProgramsAnswer = z.infer<typeof programsAnswer>;

export const accreditationQuery = z.strictObject({ standardsId: id.optional() });
export const accreditationAnswer = z.object({
  /** Frameworks whose items are linked to competencies of others. */
  frameworks: z.array(z.object({ id: z.string(), name: z.string() })),
  standards: z.array(
    z.object({
      id: z.string(),
      code: z.string().nullable(),
      statement: z.string(),
      byCategory: z.array(z.object({ category: z.string(), competencies: whole })),
      competencies: z.array(z.object({ id: z.string(), name: z.string(), assessments: whole })),
      assessments: whole,
      /** Students to whom one of its competencies is assigned, and those of them with evidence that counts. */
      students: whole,
      studentsWithEvidence: whole,
    }),
  ),
  asOf: z.string().nullable(),
});
export type AccreditationAnswer = z.infer<typeof accreditationAnswer>;

export const capacityQuery = z.strictObject({
  from: calendarDay.optional(),
  weeks: z.coerce.number().int().min(1).max(53).default(12),
});
export const capacityAnswer = z.object({
  /** Mondays. */
  weeks: z.array(z.string()),
  items: z.array(
    z.object({
      rotationId: z.string(),
      rotation: z.string(),
      site: z.string(),
      unit: z.string(),
      places: whole.nullable(),
      /** Students to a supervisor today; null without either. */
      studentsPerSupervisor: z.number().nullable(),
      /** For each week the most students at once; null in a week in which the rotation does not run. */
      placed: z.array(whole.nullable()),
    }),
  ),
});
export type CapacityAnswer = z.infer<typeof capacityAnswer>;

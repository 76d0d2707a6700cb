import { z } from "zod";
import { analyticsAnswer, timeframe } from "#src/features/analytics/schema.ts";
import { bands, interactionTypes, periods } from "#src/features/analytics/values.ts";
import { calendarDay, dayInterval, id, page, pageQuery, text } from "#src/lib/fields.ts";

const whole = z.number().int();
/** A file of what the answer says instead of the answer. */
const format = z.enum(["json", "csv"]).optional();

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
  /** Of a supervisor's students: those placed in this rotation today. */
  placedIn: id.optional(),
  from: calendarDay.optional(),
  to: calendarDay.optional(),
  format,
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

/** Narrows the overdue competencies behind a figure; without, those of the whole school. */
export const overdueQuery = z.strictObject({
  ...pageQuery,
  programId: id.optional(),
  cohortId: id.optional(),
  format,
});
export type OverdueQuery = z.output<typeof overdueQuery>;

export const overdueLine = z.object({
  assignmentId: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  cohort: z.string().nullable(),
  competencyName: z.string(),
  category: z.string(),
  dueOn: z.string(),
  /** Whole days since then. */
  days: whole,
});
export type OverdueLine = z.infer<typeof overdueLine>;
export const overdueAnswer = page(overdueLine);
export type OverdueAnswer = z.infer<typeof overdueAnswer>;

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
  /** Assessments a student a month, in the whole months of the period. */
  assessedMonthly: z.number().nullable(),
  overdue: whole.nullable(),
});
/** In which period assessments are counted: the whole months within it; without, the last three. */
export const programsQuery = z.strictObject({ timeframe: timeframe.optional(), format });
export type ProgramsQuery = z.output<typeof programsQuery>;
export const programsAnswer = z.object({
  items: z.array(group.extend({ cohorts: z.array(group) })),
  /** The whole months whose assessments are counted; null where the period has none. */
  assessed: z.object({ from: z.string(), to: z.string() }).nullable(),
  asOf: z.string().nullable(),
});
export type ProgramsAnswer = z.infer<typeof programsAnswer>;

/** The period is that of the assessments, in the months that it touches; evidence is what there is today. */
export const accreditationQuery = z.strictObject({
  standardsId: id.optional(),
  timeframe: timeframe.optional(),
  format,
});
export type AccreditationQuery = z.output<typeof accreditationQuery>;
export const accreditationAnswer = z.object({
  /** Frameworks whose items are linked to competencies of others. */
  frameworks: z.array(z.object({ id: z.string(), name: z.string() })),
  /** The whole months whose assessments are counted; null for all time. */
  assessed: z.object({ from: z.string(), to: z.string() }).nullable(),
  standards: z.array(
    z.object({
      id: z.string(),
      code: z.string().nullable(),
      statement: z.string(),
      byCategory: z.array(z.object({ category: z.string(), competencies: whole })),
      competencies: z.array(z.object({ id: z.string(), name: z.string(), category: z.string(), assessments: whole })),
      assessments: whole,
      /** Students to whom one of its competencies is assigned, and those of them with evidence that counts. */
      students: whole,
      studentsWithEvidence: whole,
    }),
  ),
  asOf: z.string().nullable(),
});
export type AccreditationAnswer = z.infer<typeof accreditationAnswer>;

export const standardParams = z.strictObject({ id });
export const standardAnswer = z.object({
  id: z.string(),
  code: z.string().nullable(),
  statement: z.string(),
  competencies: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      category: z.string(),
      assessments: whole,
      /** Distinct people; guests are not among them. */
      assessors: whole,
      completed: whole,
      assigned: whole,
    }),
  ),
  /** Students to whom one of them is assigned and who have no evidence for any; the first fifty by name. */
  withoutEvidence: z.object({
    count: whole,
    students: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
});
export type StandardAnswer = z.infer<typeof standardAnswer>;

export const capacityQuery = z.strictObject({
  from: calendarDay.optional(),
  weeks: z.coerce.number().int().min(1).max(53).default(12),
  format,
});
export type CapacityQuery = z.output<typeof capacityQuery>;
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

/** `by` is how long a part of `weeks` is: a day opens a week. */
export const useQuery = z.strictObject({
  timeframe: timeframe.default("90d"),
  by: z.enum(["week", "day"]).default("week"),
  format,
});
export const useAnswer = z.object({
  from: z.string(),
  to: z.string(),
  /** Groups of fewer people who agreed are not shown. */
  smallestGroup: whole,
  students: whole,
  /** How many of them agreed that their use is recorded; nothing is known of the others. */
  agreed: whole,
  /** Monday first, or each day; empty where fewer than `smallestGroup` agreed. */
  weeks: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      byType: z.array(z.object({ type: z.enum(interactionTypes), count: whole })),
      /** How many of those who agreed used it; null where it is one to four. */
      students: whole.nullable(),
    }),
  ),
  /** What was used in the whole period, by most students first, and by how many; null where it is one to four. */
  kinds: z.array(z.object({ type: z.enum(interactionTypes), count: whole, students: whole.nullable() })),
  cohorts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** Null where the group is too small to stand beside others, as the two figures after it. */
      agreed: whole.nullable(),
      weeklyUses: z.number().nullable(),
      completedPercentage: z.number().nullable(),
    }),
  ),
  /** Those who agreed in three groups of one size, by how often they used the program; empty where these are too small. */
  thirds: z.array(z.object({ students: whole, fewestUses: whole, mostUses: whole, medianPercentage: z.number() })),
});
export type UseAnswer = z.infer<typeof useAnswer>;

export const placementsQuery = z.strictObject({
  rotationId: id.optional(),
  timeframe: z.union([z.enum(Object.keys(periods) as (keyof typeof periods)[]), dayInterval]).default("90d"),
  format,
});
export type PlacementsQuery = z.output<typeof placementsQuery>;

const days = z.object({ from: z.string(), to: z.string() });
const bandCounts = z.object({ below: whole, at: whole, above: whole });
export const placementsAnswer = days.extend({
  students: whole,
  /** Rotations in which the reader has students today, with how many. */
  rotations: z.array(z.object({ id: z.string(), name: z.string(), students: whole })),
  /** Completed by the middle student and the middle half, beside what the plan has a student. */
  completion: z.array(
    days.extend({
      lowerQuartile: whole.nullable(),
      median: whole.nullable(),
      upperQuartile: whole.nullable(),
      planned: z.number().nullable(),
    }),
  ),
  /** The two halves of the period, in which ratings are compared. */
  earlier: days.nullable(),
  later: days.nullable(),
  categories: z.array(z.object({ category: z.string(), earlier: bandCounts, later: bandCounts })),
  recommendations: analyticsAnswer.shape.recommendations,
});
export type PlacementsAnswer = z.infer<typeof placementsAnswer>;

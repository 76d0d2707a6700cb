import { z } from "zod";
import { formats, type Metric, metrics, periods, scopes } from "#src/features/analytics/values.ts";
import { dayInterval, id } from "#src/lib/fields.ts";

const known = metrics.join(", ");

/** A metric by its name in either case: `evaluator-spread` or `evaluatorSpread`. */
const metric = z
  .string()
  .transform((name) => name.trim().replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))
  .pipe(z.enum(metrics, { error: `must be one of ${known}` }));

/** Repeated or comma-separated, as the API's contract says; all where none is named. */
const metricList = z
  .union([z.string(), z.array(z.string())])
  .transform((given) =>
    [given]
      .flat()
      .flatMap((one) => one.split(","))
      .filter((one) => one.trim() !== ""),
  )
  .pipe(z.array(metric))
  .transform((named): readonly Metric[] => (named.length === 0 ? metrics : [...new Set(named)]));

export const timeframe = z.union(
  [z.enum([...(Object.keys(periods) as (keyof typeof periods)[]), "all"]), dayInterval],
  {
    error: `must be one of ${Object.keys(periods).join(", ")}, all, or an interval such as 2026-01-01/2026-03-31`,
  },
);

export const analyticsQuery = z
  .strictObject({
    scope: z.enum(scopes),
    /** Whose, with the scope `student`; the reader's own for a student. */
    studentId: id.optional(),
    cohortId: id.optional(),
    programId: id.optional(),
    timeframe: timeframe.default("90d"),
    metrics: metricList.default(metrics),
    /** Else by the Accept header. */
    format: z.enum(formats).optional(),
  })
  .superRefine((query, context) => {
    const named = { student: query.studentId, cohort: query.cohortId, program: query.programId };
    for (const scope of scopes) {
      if (scope !== query.scope && named[scope] !== undefined)
        context.addIssue({
          code: "custom",
          path: [`${scope}Id`],
          message: `does not go with the scope ${query.scope}`,
        });
    }
    if (query.scope !== "student" && named[query.scope] === undefined)
      context.addIssue({ code: "custom", path: [`${query.scope}Id`], message: "is needed" });
  });
export type AnalyticsQuery = z.output<typeof analyticsQuery>;

const whole = z.number().int();
const bandCounts = z.object({ below: whole, at: whole, above: whole });
export type BandCounts = z.infer<typeof bandCounts>;
const bandsOf = bandCounts.extend({ id: z.string().nullable(), name: z.string(), category: z.string().optional() });
export type BandsOf = z.infer<typeof bandsOf>;

const categoryLine = z.object({
  category: z.string(),
  frameworkId: z.string().nullable(),
  framework: z.string().nullable(),
  completed: whole,
  total: whole,
  percentage: z.number().nullable(),
  /** How many the plan has completed by today; null without a plan, and of more than one student. */
  planned: whole.nullable(),
});

/** Each metric that was asked for; an absent one was not. Null within: nothing to count from. */
const summary = z.object({
  scope: z.enum(scopes),
  id: z.string(),
  name: z.string(),
  /** Days of the school, both included. A program's figures are of the whole months that they touch. */
  from: z.string(),
  to: z.string(),
  timeZone: z.string(),
  students: whole,
  completion: z
    .object({
      completed: whole,
      total: whole,
      percentage: z.number().nullable(),
      completedInPeriod: whole,
      byCategory: z.array(categoryLine),
    })
    .optional(),
  pace: z
    .object({
      /** By today; null where nothing has a date. */
      planned: whole.nullable(),
      /** Of the students who have a plan. */
      completed: whole,
      total: whole,
      /** Completed less planned: below zero is behind. */
      difference: whole.nullable(),
      planEndsOn: z.string().nullable(),
      behind: whole.nullable(),
      onPlan: whole.nullable(),
      ahead: whole.nullable(),
    })
    .optional(),
  timeToCompetence: z
    .object({
      completions: whole,
      medianDays: whole.nullable(),
      lowerQuartileDays: whole.nullable(),
      upperQuartileDays: whole.nullable(),
    })
    .optional(),
  ratings: bandCounts
    .extend({
      assessments: whole,
      byCompetency: z.array(bandsOf),
      byCategory: z.array(bandsOf),
      byRotation: z.array(bandsOf),
      bySite: z.array(bandsOf),
    })
    .optional(),
  overdue: z.object({ competencies: whole, students: whole }).optional(),
  turnaround: z
    .object({
      answered: whole,
      medianHours: whole.nullable(),
      lowerQuartileHours: whole.nullable(),
      upperQuartileHours: whole.nullable(),
      expired: whole,
    })
    .optional(),
  feedback: z.object({ assessments: whole, medianWords: whole.nullable(), withNextSteps: whole }).optional(),
  evaluatorSpread: z
    .object({
      /** Distinct people; guests and anonymous answers are not among them. */
      evaluators: whole,
      medianPerStudent: whole.nullable(),
      /** Students with at least three assessments, all by one person. */
      studentsWithOne: whole.nullable(),
      /** For the school; a supervisor sees their own line only, a student none. */
      byEvaluator: z.array(bandsOf),
    })
    .optional(),
  evidence: z.object({ submissions: whole, files: whole }).optional(),
  hours: z
    .object({ approvedMinutes: whole, approvedToDateMinutes: whole.nullable(), requiredMinutes: whole.nullable() })
    .optional(),
  engagement: z
    .object({ interactions: whole, byType: z.array(z.object({ type: z.string(), count: whole })) })
    .nullable()
    .optional(),
});
export type Summary = z.infer<typeof summary>;

const point = z.object({
  from: z.string(),
  to: z.string(),
  value: z.number().nullable(),
  /** Of `completion`: what the plan has by the end of the part, and the quartiles over students. */
  planned: whole.nullable().optional(),
  lowerQuartile: whole.nullable().optional(),
  median: whole.nullable().optional(),
  upperQuartile: whole.nullable().optional(),
  /** Of `ratings`, whose value is their number. */
  below: whole.optional(),
  at: whole.optional(),
  above: whole.optional(),
});
const trend = z.object({
  metric: z.enum(metrics),
  unit: z.enum(["competencies", "assessments", "hours", "minutes"]),
  points: z.array(point),
});
export type Trend = z.infer<typeof trend>;

const comparedGroup = z.object({
  kind: z.enum(["own", "cohort", "program"]),
  id: z.string(),
  name: z.string(),
  students: whole.nullable(),
  /** Percentages of what is assigned. */
  percentage: z.number().nullable(),
  lowerQuartile: z.number().nullable(),
  median: z.number().nullable(),
  upperQuartile: z.number().nullable(),
  plannedPercentage: z.number().nullable(),
  overdue: whole.nullable(),
  daysToComplete: whole.nullable(),
});
export type ComparedGroup = z.infer<typeof comparedGroup>;

const comparisons = z.object({
  /** Groups under this are not shown, nor what they could be derived from. */
  smallestGroup: whole,
  /** To date, whatever the timeframe, as of `asOf.history`. */
  groups: z.array(comparedGroup),
  /** How many groups are not shown. */
  hidden: whole,
});
export type Comparisons = z.infer<typeof comparisons>;

const recommendation = z.object({
  kind: z.string(),
  subject: z.object({
    type: z.enum(["student", "competency", "category", "cohort", "program", "assessment"]),
    id: z.string(),
    name: z.string(),
  }),
  sentence: z.string(),
  evidence: z.object({ figures: z.record(z.string(), z.number()), ids: z.array(z.string()) }),
  act: z.object({
    kind: z.enum(["ask-assessment", "talk-to-supervisor", "plan-rotation", "remind", "move-due-date"]),
    href: z.string(),
  }),
});
export type Recommendation = z.infer<typeof recommendation>;

export const analyticsAnswer = z.object({
  summary,
  trends: z.array(trend),
  comparisons,
  /** At most five, the most useful first. Advice, never a decision. */
  recommendations: z.array(recommendation),
  asOf: z.object({
    /** When the school's history was computed; what is not from it is live. Null before the first time. */
    history: z.string().nullable(),
    /** Whether it came from the replica. */
    isReplica: z.boolean(),
  }),
});
export type AnalyticsAnswer = z.infer<typeof analyticsAnswer>;

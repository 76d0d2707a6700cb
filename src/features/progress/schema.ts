import { z } from "zod";
import { scoringMethod } from "#src/features/frameworks/schema.ts";
import { assignmentStatuses, renewalWays, shownAssignmentStatuses } from "#src/features/progress/values.ts";
import { dayInterval, id, page, pageQuery, text } from "#src/lib/fields.ts";

export const assignmentStatus = z.enum(assignmentStatuses);
export const shownAssignmentStatus = z.enum(shownAssignmentStatuses);

/** Completed means ACHIEVED or APPROVED. Percentages have one decimal; null when nothing is assigned. */
export const overall = z.object({
  totalCompetencies: z.number().int(),
  completedCompetencies: z.number().int(),
  progressPercentage: z.number().nullable(),
});
export type Overall = z.infer<typeof overall>;

/** The change for the student after a signature or a correction. */
export const progressUpdate = z.object({
  assignmentId: z.string(),
  status: shownAssignmentStatus,
  progressPercentage: z.number(),
  result: z.number().nullable(),
  overall,
});
export type ProgressUpdate = z.infer<typeof progressUpdate>;

/** A category of one framework; `frameworkId` is null for competencies of no framework. */
const categoryProgress = z.object({
  category: z.string(),
  frameworkId: z.string().nullable(),
  framework: z.string().nullable(),
  completed: z.number().int(),
  total: z.number().int(),
  percentage: z.number().nullable(),
});
export type CategoryProgress = z.infer<typeof categoryProgress>;

export const scaleKind = z.enum(["ORDINAL", "NUMERIC", "BINARY"]);

/** One assessment as a line of history. `id` is the assessment's id; `maxRating` is the maximum of its scale, `targetRating` what the competency asks for. */
export const activity = z.object({
  id: z.string(),
  studentId: z.string().optional(),
  studentName: z.string().optional(),
  competencyId: z.string(),
  competencyName: z.string(),
  rating: z.number().nullable(),
  ratingLabel: z.string().nullable(),
  maxRating: z.number(),
  targetRating: z.number(),
  scaleKind,
  date: z.string(),
  evaluator: z.string(),
});
export type Activity = z.infer<typeof activity>;

/** `dueDate` is the instant at which it passes, `dueOn` the day of the school that is shown to every reader. */
const deadline = z.object({
  assignmentId: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  dueDate: z.string(),
  dueOn: z.string(),
  status: shownAssignmentStatus,
});
export type Deadline = z.infer<typeof deadline>;
/** As the progress row has it. */
export type StoredDeadline = Omit<Deadline, "dueOn">;

export const progressQuery = z.strictObject({
  studentId: id.optional(),
  programId: id.optional(),
  dateRange: dayInterval.optional(),
  category: text({ min: 1, max: 200 }).optional(),
});
export type ProgressQuery = z.infer<typeof progressQuery>;

export const progressAnswer = overall.extend({
  categoryBreakdown: z.array(categoryProgress),
  recentActivities: z.array(activity),
  upcomingDeadlines: z.array(deadline),
});
export type ProgressAnswer = z.infer<typeof progressAnswer>;

export const historyQuery = z.strictObject({ studentId: id.optional(), dateRange: dayInterval.optional() });

/** One day; `expected` is the number due by that day. */
export const historyPoint = z.object({
  date: z.string(),
  completed: z.number(),
  total: z.number(),
  expected: z.number(),
});
export const historyAnswer = z.object({
  /** Daily snapshots, oldest first. */
  points: z.array(historyPoint),
  /** The whole plan as it is now, also what lies ahead: the days on which it rises. Empty without a plan. */
  plan: z.array(z.object({ date: z.string(), planned: z.number().int() })),
});
export type HistoryAnswer = z.infer<typeof historyAnswer>;

const assignment = z.object({
  id: z.string(),
  studentId: z.string(),
  competencyId: z.string(),
  code: z.string().nullable(),
  name: z.string(),
  category: z.string(),
  level: z.enum(["FUNDAMENTAL", "INTERMEDIATE", "ADVANCED", "EXPERT"]),
  isRequired: z.boolean(),
  status: shownAssignmentStatus,
  progressPercentage: z.number(),
  result: z.number().nullable(),
  resultLabel: z.string().nullable(),
  maxRating: z.number(),
  targetRating: z.number(),
  scaleKind,
  observations: z.number().int(),
  requiredObservations: z.number().int(),
  evaluators: z.number().int(),
  requiredEvaluators: z.number().int(),
  days: z.number().int(),
  requiredDays: z.number().int(),
  /** The rotations in which what counts was observed. */
  contexts: z.number().int(),
  /** What is missing, in the words of a row: "1 more at 4 · Just in case, by another assessor". */
  missing: z.string().nullable(),
  /** The latest request that waits for its assessor; a name that the reader may not know is null. */
  asked: z.object({ assessor: z.string().nullable(), at: z.string() }).nullable(),
  /** The day of the school on which a completed competency expires, or on which an expired one did. */
  expiresOn: z.string().nullable(),
  /** Completed, and its validity ends within 60 days. */
  expiresSoon: z.boolean(),
  dueDate: z.string().nullable(),
  /** The due date as a day of the school. */
  dueOn: z.string().nullable(),
  completionDate: z.string().nullable(),
  lastAssessedAt: z.string().nullable(),
});
export type Assignment = z.infer<typeof assignment>;

export const assignmentsQuery = z.strictObject({
  studentId: id.optional(),
  status: shownAssignmentStatus.optional(),
  category: text({ min: 1, max: 200 }).optional(),
  search: text({ min: 1, max: 200 }).optional(),
  ...pageQuery,
});
export const assignmentsAnswer = page(assignment);
export type AssignmentsAnswer = z.infer<typeof assignmentsAnswer>;

export const assignmentParams = z.strictObject({ id });

/**
 * One thing that a competency needs. `have` of `level` is the result, null while there is too little evidence;
 * `timesAtTarget` takes the place of `level` where the target must be reached several times.
 */
const need = z.object({
  name: z.enum(["level", "timesAtTarget", "observations", "evaluators", "days", "renewal"]),
  have: z.number().nullable(),
  need: z.number(),
  isMet: z.boolean(),
});
export type Need = z.infer<typeof need>;

/**
 * Explains a level: method, requirements, evidence used, evidence left out with the reason, and the time of the
 * calculation.
 */
export const whyAnswer = z.object({
  assignmentId: z.string(),
  studentId: z.string(),
  studentName: z.string(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  status: shownAssignmentStatus,
  asOf: z.string(),
  method: z.string(),
  methodSentence: z.string(),
  scale: z.object({
    name: z.string(),
    kind: scaleKind,
    min: z.number(),
    max: z.number(),
    target: z.number(),
    levels: z.array(z.object({ value: z.number(), label: z.string(), description: z.string() })),
  }),
  result: z.number().nullable(),
  resultLabel: z.string().nullable(),
  progressPercentage: z.number(),
  /** In the order of reading. All are met when it is completed; while it is not, at least one is unmet. */
  requirements: z.array(need),
  used: z.array(
    z.object({
      assessmentId: z.string(),
      value: z.number(),
      valueLabel: z.string().nullable(),
      observedAt: z.string(),
      evaluators: z.array(z.string()),
      method: z.string(),
      feedback: z.string().nullable(),
      strengths: z.string().nullable(),
      nextSteps: z.string().nullable(),
    }),
  ),
  leftOut: z.array(
    z.object({
      assessmentId: z.string(),
      observedAt: z.string(),
      evaluator: z.string(),
      reason: z.string(),
      reasonSentence: z.string(),
    }),
  ),
  nextStep: z.string(),
});
export type WhyAnswer = z.infer<typeof whyAnswer>;

/** How a completion with a validity is renewed, and the completions before. Days are those of the school. */
const renewal = z.object({
  ways: z.array(z.enum(renewalWays)),
  /** The day from which a completion may be renewed; null while there is none. */
  opensOn: z.string().nullable(),
  /** It may be renewed now: it expires soon, or has expired. */
  isOpen: z.boolean(),
  /** The assessments that count for the renewal so far. */
  counted: z.number().int(),
  /** What it asks for, of a renewal that may be made now. */
  requirements: z.array(need),
  /** How the current completion was renewed, in words; null for a first one. */
  way: z.string().nullable(),
  /** The completions that were renewed or expired, the latest first. */
  cycles: z.array(
    z.object({
      number: z.number().int(),
      completedOn: z.string(),
      validUntilOn: z.string(),
      ended: z.enum(["RENEWED", "EXPIRED"]),
      endedOn: z.string(),
      way: z.string().nullable(),
      /** As it was when the cycle ended. */
      result: z.number().nullable(),
      resultLabel: z.string().nullable(),
      /** Whether its evidence, as it counts now, is still enough. */
      isHeld: z.boolean(),
      used: z.array(
        z.object({
          assessmentId: z.string(),
          value: z.number(),
          valueLabel: z.string().nullable(),
          observedAt: z.string(),
          evaluators: z.array(z.string()),
        }),
      ),
    }),
  ),
});
export type Renewal = z.infer<typeof renewal>;

const evidenceItem = z.object({
  evaluationId: z.string(),
  assessmentId: z.string(),
  evaluator: z.string(),
  /** A role of the program; for a guest the role as they wrote it. */
  evaluatorRole: z.string(),
  isSelf: z.boolean(),
  isGuest: z.boolean(),
  /** One of several in an assessment whose student is not told who wrote which; `evaluator` is then empty for them. */
  isAnonymous: z.boolean(),
  method: z.string(),
  rotation: z.string().nullable(),
  observedAt: z.string(),
  value: z.number().nullable(),
  valueLabel: z.string().nullable(),
  feedback: z.string().nullable(),
  strengths: z.string().nullable(),
  nextSteps: z.string().nullable(),
  files: z.array(z.object({ fileId: z.string(), name: z.string(), sizeBytes: z.number() })),
  counts: z.boolean(),
  /** Why it does not count. */
  reasonSentence: z.string().nullable(),
  /** 1 until it is amended; then the reason of the latest amendment, and what the earlier revisions said. */
  revision: z.number().int(),
  changeReason: z.string().nullable(),
  earlier: z.array(z.object({ value: z.number().nullable(), valueLabel: z.string().nullable(), signedAt: z.string() })),
  /** Staff only; a student's answer does not have it. */
  privateNote: z.string().optional(),
});
export type EvidenceItem = z.infer<typeof evidenceItem>;

export const evidenceQuery = z.strictObject({ ...pageQuery });
export const evidenceAnswer = page(evidenceItem);
export type EvidenceAnswer = z.infer<typeof evidenceAnswer>;

/** Everything about one competency of one student, and the first page of its evidence. */
export const competencyAnswer = whyAnswer.omit({ asOf: true, used: true, leftOut: true, method: true }).extend({
  code: z.string().nullable(),
  description: z.string(),
  level: assignment.shape.level,
  scoringMethod,
  targetLabel: z.string().nullable(),
  dueOn: z.string().nullable(),
  completedOn: z.string().nullable(),
  expiresOn: z.string().nullable(),
  expiresSoon: z.boolean(),
  /** Null for a competency without a validity. */
  renewal: renewal.nullable(),
  asked: assignment.shape.asked,
  /** The observation that the level was last seen in: of LATEST and HIGHEST the one that decides. */
  decisive: z
    .object({
      value: z.number(),
      valueLabel: z.string().nullable(),
      evaluators: z.array(z.string()),
      observedAt: z.string(),
    })
    .nullable(),
  counted: z.number().int(),
  leftOutCount: z.number().int(),
  criteria: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      description: z.string(),
      maxScore: z.number(),
      isMustPass: z.boolean(),
      levels: z.array(z.object({ value: z.number(), label: z.string(), description: z.string() })),
    }),
  ),
  /** The last two assessments with criteria, the earlier one first; a score of null was not observed. */
  criteriaScores: z.array(
    z.object({
      evaluationId: z.string(),
      observedAt: z.string(),
      scores: z.array(z.object({ rubricId: z.string(), score: z.number().nullable() })),
    }),
  ),
  evidence: evidenceAnswer,
  /** What counts, by assessor; for staff. */
  sampling: z
    .object({
      rows: z.array(
        z.object({
          evaluator: z.string(),
          observations: z.number().int(),
          days: z.number().int(),
          contexts: z.array(z.string()),
        }),
      ),
      total: z.object({
        observations: z.number().int(),
        evaluators: z.number().int(),
        days: z.number().int(),
        contexts: z.number().int(),
      }),
      asked: z.object({ observations: z.number().int(), evaluators: z.number().int(), days: z.number().int() }),
    })
    .optional(),
});
export type CompetencyAnswer = z.infer<typeof competencyAnswer>;

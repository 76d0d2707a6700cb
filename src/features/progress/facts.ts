import { z } from "zod";
import { assessmentStatus, evaluationState } from "#src/features/assessments/schema.ts";
import { scoringMethod } from "#src/features/frameworks/schema.ts";
import {
  type Activity,
  assignmentStatus,
  type CategoryProgress,
  type StoredDeadline,
  scaleKind,
} from "#src/features/progress/schema.ts";
import { renewalWays } from "#src/features/progress/values.ts";

/** `score: null` means "not observed". */
export const criterion = z.object({
  rubricKey: z.string(),
  weight: z.number(),
  score: z.number().nullable(),
  maxScore: z.number(),
  passScore: z.number().nullable(),
});

/** One evaluation with everything that decides whether it counts; see `reasonToLeaveOut`. */
export const evidenceLine = z.object({
  evaluationId: z.string(),
  assessmentId: z.string(),
  assessmentStatus,
  evaluatorKey: z.string(),
  observedAt: z.coerce.date(),
  submittedAt: z.coerce.date(),
  state: evaluationState,
  isSelf: z.boolean(),
  needsCountersignature: z.boolean(),
  guestUnconfirmed: z.boolean(),
  otherScale: z.boolean().optional(),
  overallRating: z.number().nullable(),
  method: z.string().optional(),
  /** Empty unless the scoring method uses them. */
  criteria: z.array(criterion).default([]),
});

/** What renews a completion, of a competency with a validity. */
export const renewalFacts = z.object({
  ways: z.array(z.enum(renewalWays)),
  /** When the completion expires; null while there is none. */
  validUntil: z.coerce.date().nullable(),
  /** When the completion that the current cycle renews expires, or did; null in the first cycle. */
  renewedValidUntil: z.coerce.date().nullable(),
  /** The cycle before this one. */
  previous: z
    .object({
      number: z.number(),
      startsAt: z.coerce.date().nullable(),
      completedAt: z.coerce.date(),
      validUntil: z.coerce.date(),
      /** As `renewedValidUntil`, of that cycle. */
      renewedValidUntil: z.coerce.date().nullable(),
      ended: z.enum(["RENEWED", "EXPIRED"]),
    })
    .nullable(),
});
export type RenewalFacts = z.infer<typeof renewalFacts>;

/** The facts that decide about an assignment: its state, the requirements of its competency, and the evidence. */
export const assignmentFacts = z.object({
  assignmentId: z.string(),
  status: assignmentStatus,
  completionDate: z.coerce.date().nullable(),
  dueDate: z.coerce.date().nullable(),
  /** The start of the day on which the deployment took effect, in the school's time zone; nothing earlier is evidence. */
  observedFrom: z.coerce.date().nullable(),
  /** The completion that the current cycle renews. */
  cycleStartsAt: z.coerce.date().nullable(),
  /** Of a competency with a validity. */
  renewal: renewalFacts.nullish(),
  competencyId: z.string(),
  competencyName: z.string(),
  category: z.string(),
  templateId: z.string().nullable(),
  method: scoringMethod,
  /** The N of N_TIMES. */
  times: z.number().nullable(),
  requirement: z.object({ observations: z.number(), evaluators: z.number(), days: z.number() }),
  needsCountersignature: z.boolean(),
  scale: z.object({ kind: scaleKind, min: z.number(), max: z.number(), target: z.number() }),
  levels: z.array(z.object({ value: z.number(), label: z.string(), description: z.string() })),
  /** The number of evaluators as it was counted last. */
  keptEvaluators: z.number().optional(),
  /** The school's time zone, as an IANA name. */
  timeZone: z.string(),
  evidence: z.array(evidenceLine),
});
export type AssignmentFacts = z.infer<typeof assignmentFacts>;

/** The stored progress row of one student, from which the progress answer is made without a scan. */
export type ProgressRow = {
  studentId: string;
  total: number;
  completed: number;
  categoryBreakdown: CategoryProgress[];
  recentActivities: Activity[];
  upcomingDeadlines: StoredDeadline[];
};

/** How many recent assessments and open due dates the progress row contains. */
export const recentLimit = 10;
export const deadlineLimit = 10;

import type { Times } from "#src/features/analytics/quantiles.ts";
import type { BandCounts } from "#src/features/analytics/schema.ts";
import type { Timeframe } from "#src/features/analytics/timeframe.ts";
import type { InteractionType, Scope } from "#src/features/analytics/values.ts";
import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import type { PlannedCompetency } from "#src/features/progress/plan.ts";
import type { AssignmentStatus } from "#src/features/progress/values.ts";

/** Whom an answer is about. */
export type Subject = {
  scope: Scope;
  id: string;
  name: string;
  schoolId: string;
  timeZone: string;
  /** The day of the school. */
  today: string;
  programId: string;
  cohortId: string;
  /** The days on which the cohort of a student, or the cohort itself, ends. */
  endsOn: string | null;
  /** Of a student or a cohort; a program's are only counted. */
  studentIds: readonly string[];
  /** Of a cohort: what the assignments of each student have, and what all deployments have together. */
  versions?: { ofStudents: readonly string[]; ofDeployments: string } | undefined;
  students: number;
  /** The first day of which there is anything, where all time was asked for. */
  firstDay: string | null;
};

/** Where one student stands today against what they were given. */
export type StudentStanding = {
  studentId: string;
  total: number;
  completed: number;
  completedBefore: number;
  /** By the end of each part of the timeframe. */
  completedByPart: readonly number[];
  /** What the plan has completed by today; null without a plan. */
  planned: number | null;
  overdue: number;
};

/** What students were given and have completed. */
export type Plans = {
  students: readonly StudentStanding[];
  /** What all plans have completed by the end of each part; null where nobody has one. */
  plannedByPart: readonly (number | null)[];
  endsOn: string | null;
  /** For how many students each competency is overdue. */
  overdue: readonly { competencyId: string; students: number }[];
  /** The days that the completions of the timeframe took. */
  daysTaken: Times;
};

/** Ratings of one part of the timeframe, by its place. */
export type RatingLine = BandCounts & { part: number; competencyId: string; rotationId: string | null };

/** Ratings by one person; of guests and authors who are not named, together. */
export type EvaluatorLine = BandCounts & { evaluatorId: string | null };

export type Spread = {
  /** For how many students each number of evaluators has rated them. */
  evaluatorsPerStudent: Times;
  /** Students with at least three assessments, all of them by one person. */
  alone: readonly string[];
};

export type CategoryTotal = {
  category: string;
  frameworkId: string | null;
  framework: string | null;
  completed: number;
  total: number;
};

/** What is known of a group without its students one by one: from the school's history. */
export type Standing = {
  programId: string;
  /** `*` for the program as a whole. */
  cohortId: string;
  name: string;
  students: number;
  completed: number | null;
  total: number | null;
  planned: number | null;
  completedOfPlanned: number | null;
  totalOfPlanned: number | null;
  overdue: number | null;
  overdueStudents: number | null;
  /** Of what is assigned; the sums are for the school alone. */
  percentage: number | null;
  plannedPercentage: number | null;
  lowerQuartile: number | null;
  median: number | null;
  upperQuartile: number | null;
  daysToComplete: number | null;
  /** Until the plan has what is completed now; below zero since it had more. For the school alone. */
  daysAhead: number | null;
};

/** A competency of one student, with what it asks for and what it has. */
export type CompetencyLine = PlannedCompetency & {
  assignmentId: string;
  competencyId: string;
  name: string;
  category: string;
  frameworkId: string | null;
  status: AssignmentStatus;
  isOverdue: boolean;
  method: ScoringMethod;
  times: number | null;
  requirement: { observations: number; evaluators: number; days: number };
  target: number;
  result: number | null;
  observations: number;
  evaluators: number;
  days: number;
  /** Assessments at or above the target, and below it. */
  atTarget: number;
  belowTarget: number;
};

/** Everything that an answer is made of. What was not asked for is empty. */
export type Facts = {
  subject: Subject;
  timeframe: Timeframe;
  parts: readonly Timeframe[];
  progress: { completed: number; total: number; categories: readonly CategoryTotal[] };
  /** Null for a program: then `standing` has what there is. */
  plans: Plans | null;
  standing: Standing | null;
  completionsByPart: readonly number[];
  ratings: readonly RatingLine[];
  evaluators: readonly EvaluatorLine[];
  /** Null for a program. */
  spread: Spread | null;
  feedbackWords: Times;
  withNextSteps: number;
  answeredAfterHours: Times;
  expired: number;
  evidence: { submissions: number; files: number };
  minutesByPart: readonly number[];
  approvedToDateMinutes: number | null;
  requiredMinutes: number | null;
  interactions: readonly { type: InteractionType; count: number }[];
  /** Of one student: every competency that they were given. */
  competencies: readonly CompetencyLine[];
  /** By id. */
  names: Names;
};

export type Names = {
  competencies: ReadonlyMap<string, { name: string; category: string }>;
  rotations: ReadonlyMap<string, { name: string; site: string }>;
  /** Evaluators, and students who are named one by one. */
  people: ReadonlyMap<string, string>;
};

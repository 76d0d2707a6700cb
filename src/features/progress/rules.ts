import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import type { ScaleRule } from "#src/features/progress/evaluation-value.ts";
import { type AssignmentFacts, deadlineLimit, type ProgressRow, recentLimit } from "#src/features/progress/facts.ts";
import {
  type Activity,
  type AssignmentStatus,
  completedStatuses,
  type Overall,
} from "#src/features/progress/schema.ts";
import { type Score, scoreCompetency } from "#src/features/progress/scoring.ts";
import { wholeQuotient } from "#src/lib/decimal.ts";
import type { StateTable } from "#src/lib/state-table.ts";
import { assertStep } from "#src/policy/assert-step.ts";

export type { CountedInput } from "#src/features/progress/counted-evidence.ts";
export type { CriterionInput, ScaleRule } from "#src/features/progress/evaluation-value.ts";
export { evaluationValue, rubricResult } from "#src/features/progress/evaluation-value.ts";
export { assignmentProgress, scoreCompetency } from "#src/features/progress/scoring.ts";

/** completed / total in percent, one decimal, half up; at most 99.9 while one is missing. 0 of 0 is null. */
export function overallProgress(completed: number, total: number): number | null {
  if (total <= 0) return null;
  if (completed >= total) return 100;
  return Math.min(999, wholeQuotient(2000 * completed + total, 2 * total)) / 10;
}

function isCompleted(status: AssignmentStatus): boolean {
  return completedStatuses.some((completed) => completed === status);
}

/** Why an assignment is counted again. */
export type RecountCause = "evaluation" | "void" | "amendment" | "migration";

/** Where an assignment stands after its evidence changed. */
export type Recount = {
  score: Score;
  status: AssignmentStatus;
  progressPercentage: number;
  completionDate: Date | null;
  /** What became of the completion. */
  turn: "completed" | "reopened" | "none";
};

/** Decides where an assignment stands by all the evidence there is; everything that changes what counts ends here. */
export function decideRecount(facts: AssignmentFacts, cause: RecountCause, at: Date): Recount {
  const score = scoreCompetency({ ...facts, evaluations: facts.evidence });
  const status = nextAssignmentStatus({
    current: facts.status,
    achieved: score.achieved,
    hasSignedEvidence: hasSignedEvidence(facts),
    cause,
  });
  if (status !== facts.status) {
    assertStep(assignmentSteps, facts.status, status, cause === "evaluation" ? "evidence" : "correction");
  }
  const turn =
    isCompleted(status) === isCompleted(facts.status) ? "none" : isCompleted(status) ? "completed" : "reopened";
  return {
    score,
    status,
    progressPercentage: isCompleted(status) ? 100 : score.progress,
    completionDate: turn === "completed" ? at : turn === "reopened" ? null : facts.completionDate,
    turn,
  };
}

/** A judgement by staff that stands, in the current cycle; it starts an assignment even while it does not count yet. */
function hasSignedEvidence({ evidence, cycleStartsAt }: AssignmentFacts): boolean {
  return evidence.some(
    (line) =>
      line.state === "SIGNED" &&
      !line.isSelf &&
      (line.assessmentStatus === "SUBMITTED" || line.assessmentStatus === "APPROVED") &&
      (cycleStartsAt === null || line.observedAt > cycleStartsAt),
  );
}

/**
 * The student's kept-up row after one assignment was counted again; only what that touches changes. A completed
 * competency leaves the list of due dates: which one follows is known to the tables alone, so the list given here holds
 * only while nothing was completed or reopened.
 */
export function decideProgress(
  row: ProgressRow,
  facts: AssignmentFacts,
  { status, turn }: Recount,
  recentActivities: Activity[],
): ProgressRow {
  const added = turn === "completed" ? 1 : turn === "reopened" ? -1 : 0;
  return {
    ...row,
    completed: row.completed + added,
    categoryBreakdown: row.categoryBreakdown.map((line) => {
      if (added === 0 || line.category !== facts.category) return line;
      const completed = line.completed + added;
      return { ...line, completed, percentage: overallProgress(completed, line.total) };
    }),
    recentActivities,
    upcomingDeadlines: row.upcomingDeadlines
      .map((line) => (line.assignmentId === facts.assignmentId ? { ...line, status } : line))
      .slice(0, deadlineLimit),
  };
}

/** The newest activities with one more among them, by the time observed. */
export function withActivity(activities: readonly Activity[], added: Activity): Activity[] {
  return [added, ...activities]
    .sort((one, other) => (one.date === other.date ? (one.id < other.id ? 1 : -1) : one.date < other.date ? 1 : -1))
    .slice(0, recentLimit);
}

export function overallOf({ total, completed }: Pick<ProgressRow, "total" | "completed">): Overall {
  return {
    totalCompetencies: total,
    completedCompetencies: completed,
    progressPercentage: overallProgress(completed, total),
  };
}

/** `name` is null for a framework: only the tables know it. */
export type Milestone =
  | { kind: "competency" | "category"; ref: string; name: string }
  | { kind: "framework"; ref: string; name: null };

/**
 * What a completion reaches and a reopening takes back. The student's row knows nothing of frameworks, so that one is
 * named here and reached only if the tables hold nothing of it that is open.
 */
export function decideMilestones(facts: AssignmentFacts, progress: ProgressRow, turn: Recount["turn"]): Milestone[] {
  if (turn === "none") return [];
  const { category, competencyId, competencyName, templateId } = facts;
  const line = progress.categoryBreakdown.find((one) => one.category === category);
  const isCategoryTouched = turn === "reopened" || (line !== undefined && line.completed === line.total);
  return [
    { kind: "competency", ref: competencyId, name: competencyName },
    ...(isCategoryTouched ? [{ kind: "category" as const, ref: category, name: category }] : []),
    ...(templateId ? [{ kind: "framework" as const, ref: templateId, name: null }] : []),
  ];
}

/**
 * What moves an assignment: evidence (a signed evaluation or a submission), a correction (void, amendment or
 * migration), the school's approval or removal of a student, the passing of validity, or its deployment.
 */
export type AssignmentCause = "evidence" | "correction" | "school" | "validity" | "deployment";

const withdrawal = { WITHDRAWN: ["deployment", "school"] } as const;

/**
 * NOT_STARTED -> ACHIEVED and EXPIRED -> ACHIEVED are two listed steps in one write, where one evaluation both starts
 * and achieves.
 */
export const assignmentSteps: StateTable<AssignmentStatus, AssignmentCause> = {
  thing: "assignment",
  steps: {
    NEW: { NOT_STARTED: ["deployment"] },
    NOT_STARTED: { IN_PROGRESS: ["evidence", "correction"], ACHIEVED: ["evidence", "correction"], ...withdrawal },
    IN_PROGRESS: { ACHIEVED: ["evidence", "correction"], ...withdrawal },
    ACHIEVED: { APPROVED: ["school"], IN_PROGRESS: ["correction"], EXPIRED: ["validity"], ...withdrawal },
    APPROVED: { IN_PROGRESS: ["correction"], EXPIRED: ["validity"], ...withdrawal },
    EXPIRED: { IN_PROGRESS: ["evidence"], ACHIEVED: ["evidence"], ...withdrawal },
    WITHDRAWN: {},
  },
};

/**
 * The status of an assignment after its evidence changed. Achievement holds when a later rating is lower; only a
 * void, an amendment or a migration takes it back. One signed evaluation may both start and achieve, which is two
 * steps of the state table at once. `hasSignedEvidence` is about the current cycle.
 */
export function nextAssignmentStatus(change: {
  current: AssignmentStatus;
  achieved: boolean;
  hasSignedEvidence: boolean;
  cause: RecountCause;
}): AssignmentStatus {
  const { current, achieved, hasSignedEvidence, cause } = change;
  switch (current) {
    case "NOT_STARTED":
      return achieved ? "ACHIEVED" : hasSignedEvidence ? "IN_PROGRESS" : "NOT_STARTED";
    case "IN_PROGRESS":
      return achieved ? "ACHIEVED" : "IN_PROGRESS";
    case "ACHIEVED":
    case "APPROVED":
      return achieved || cause === "evaluation" ? current : "IN_PROGRESS";
    case "EXPIRED":
      // Only new evidence starts a new cycle; correcting the old does not.
      if (cause !== "evaluation" || !hasSignedEvidence) return "EXPIRED";
      return achieved ? "ACHIEVED" : "IN_PROGRESS";
    case "WITHDRAWN":
      return "WITHDRAWN";
  }
}

/** Means suit a NUMERIC scale, and an ORDINAL one only where the school opts in. */
export function allowedMethods(kind: ScaleRule["kind"], allowMean: boolean): readonly ScoringMethod[] {
  switch (kind) {
    case "NUMERIC":
      return [...everyScale, "MINIMUM_OF_CRITERIA", ...means];
    case "ORDINAL":
      return [...everyScale, "MINIMUM_OF_CRITERIA", ...(allowMean ? means : [])];
    case "BINARY":
      return everyScale;
  }
}

const everyScale = ["LATEST", "HIGHEST", "N_TIMES"] as const;
const means = ["AVERAGE", "WEIGHTED_AVERAGE", "DECAYING_AVERAGE"] as const;

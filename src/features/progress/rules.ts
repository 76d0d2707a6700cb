import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import type { ScaleRule } from "#src/features/progress/evaluation-value.ts";
import { type AssignmentFacts, deadlineLimit, type ProgressRow, recentLimit } from "#src/features/progress/facts.ts";
import {
  type Cycle,
  currentCycle,
  isFresh,
  nextCycle,
  renewalOpensAt,
  scoreCycle,
  wasAchieved,
} from "#src/features/progress/renewal.ts";
import type { Activity, CategoryProgress, Overall } from "#src/features/progress/schema.ts";
import type { Score } from "#src/features/progress/scoring.ts";
import { type AssignmentStatus, isCompleted, type RenewalWay } from "#src/features/progress/values.ts";
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

/** The reason why an assignment is counted again. */
export type RecountCause = "evaluation" | "submission" | "void" | "amendment" | "migration";

/** The state of an assignment after its evidence changed, or its validity passed. */
export type Recount = {
  score: Score;
  status: AssignmentStatus;
  progressPercentage: number;
  completionDate: Date | null;
  cycleStartsAt: Date | null;
  /** Whether the recount completed, renewed or reopened the assignment, or it expired. */
  turn: "completed" | "renewed" | "reopened" | "expired" | "none";
  /** A completion that is history now, or one that is the current one again because its renewal was corrected away. */
  cycle: ClosedCycle | { change: "reopened"; number: number } | null;
};

export type ClosedCycle = {
  change: "closed";
  number: number;
  startsAt: Date | null;
  completedAt: Date;
  validUntil: Date;
  ended: "RENEWED" | "EXPIRED";
  endedAt: Date;
  way: RenewalWay | null;
  result: number | null;
};

/** Decides the state of an assignment from all its evidence. Every change to what counts goes through this. */
export function decideRecount(facts: AssignmentFacts, cause: RecountCause, at: Date): Recount {
  const cycle = currentCycle(facts);
  const scored = scoreCycle(facts, cycle);
  const status = nextAssignmentStatus({
    current: facts.status,
    achieved: scored.isAchieved || (isCompleted(facts.status) && wasAchieved(facts, cycle, scored)),
    hasSignedEvidence: hasSignedEvidence(facts),
    cause,
  });
  const isStanding = isCompleted(status) && isCompleted(facts.status);
  if (isStanding && cause !== "migration") {
    const renewed = decideRenewal(facts, at);
    if (renewed) return renewed;
  }
  if (isCompleted(facts.status) && !isCompleted(status)) {
    const restored = restorePrevious(facts, at);
    if (restored) return restored;
  }
  if (status !== facts.status) {
    assertStep(assignmentSteps, facts.status, status, isAddition(cause) ? "evidence" : "correction");
  }
  const turn =
    isCompleted(status) === isCompleted(facts.status) ? "none" : isCompleted(status) ? "completed" : "reopened";
  // A new cycle has no completion until it is completed itself.
  const isOpen = turn === "reopened" || (facts.status === "EXPIRED" && status === "IN_PROGRESS");
  return {
    score: scored.score,
    status,
    progressPercentage: progressOf(status, scored.score),
    completionDate: turn === "completed" ? at : isOpen ? null : facts.completionDate,
    cycleStartsAt: facts.cycleStartsAt,
    turn,
    cycle: null,
  };
}

/** What a student submits and what is judged take nothing away; only correcting what is there can. */
function isAddition(cause: RecountCause): boolean {
  return cause === "evaluation" || cause === "submission";
}

/**
 * Decides that a completion expired: its validity has passed. What was observed after it is evidence of the next cycle.
 * Undefined if it has not.
 */
export function decideExpiry(facts: AssignmentFacts, at: Date): Recount | undefined {
  const next = nextCycle(facts);
  if (!next?.renewedValidUntil || !isCompleted(facts.status) || at <= next.renewedValidUntil) return undefined;
  assertStep(assignmentSteps, facts.status, "EXPIRED", "validity");
  const { score } = scoreCycle(facts, next);
  return {
    score,
    status: "EXPIRED",
    progressPercentage: progressOf("EXPIRED", score),
    completionDate: facts.completionDate,
    cycleStartsAt: next.startsAt,
    turn: "expired",
    cycle: closedCycle(facts, at),
  };
}

/** A completion that expires soon is renewed by new evidence while it still counts. */
function decideRenewal(facts: AssignmentFacts, at: Date): Recount | undefined {
  const next = nextCycle(facts);
  if (!next?.renewedValidUntil || at < renewalOpensAt(next.renewedValidUntil)) return undefined;
  const renewed = scoreCycle(facts, next);
  if (!renewed.isAchieved) return undefined;
  return {
    score: renewed.score,
    status: facts.status,
    progressPercentage: 100,
    completionDate: at,
    cycleStartsAt: next.startsAt,
    turn: "renewed",
    cycle: closedCycle(facts, at),
  };
}

/** The cycle that ends, as its completion left it: what was observed afterwards is evidence of the next. */
function closedCycle(facts: AssignmentFacts, at: Date): ClosedCycle | null {
  const { completionDate, renewal, cycleStartsAt } = facts;
  if (!completionDate || !renewal?.validUntil) return null;
  const { score, way } = scoreCycle(facts, { ...currentCycle(facts), endsAt: completionDate });
  const isExpired = at > renewal.validUntil;
  return {
    change: "closed",
    number: (renewal.previous?.number ?? 0) + 1,
    startsAt: cycleStartsAt,
    completedAt: completionDate,
    validUntil: renewal.validUntil,
    ended: isExpired ? "EXPIRED" : "RENEWED",
    endedAt: isExpired ? renewal.validUntil : at,
    way,
    result: score.result,
  };
}

/**
 * A renewal that was corrected away leaves the completion that it renewed, if that is still valid and rests on enough
 * evidence.
 */
function restorePrevious(facts: AssignmentFacts, at: Date): Recount | undefined {
  const previous = facts.renewal?.previous;
  if (previous?.ended !== "RENEWED" || previous.validUntil < at) return undefined;
  const cycle: Cycle = { startsAt: previous.startsAt, renewedValidUntil: previous.renewedValidUntil };
  const atCompletion = scoreCycle(facts, { ...cycle, endsAt: previous.completedAt });
  if (!atCompletion.isAchieved && !wasAchieved(facts, { ...cycle, endsAt: previous.completedAt }, atCompletion)) {
    return undefined;
  }
  return {
    score: scoreCycle(facts, cycle).score,
    status: facts.status,
    progressPercentage: 100,
    completionDate: previous.completedAt,
    cycleStartsAt: previous.startsAt,
    turn: "none",
    cycle: { change: "reopened", number: previous.number },
  };
}

function progressOf(status: AssignmentStatus, { progress }: Score): number {
  return isCompleted(status) ? 100 : Math.min(99, progress);
}

/**
 * A staff evaluation that is in force, in the current cycle; one that renews was observed since the renewal opened. It
 * starts an assignment even while it waits for its countersignature; one by a guest whom nobody has confirmed starts
 * nothing.
 */
function hasSignedEvidence(facts: AssignmentFacts): boolean {
  const cycle = currentCycle(facts);
  return facts.evidence.some(
    (line) =>
      line.state === "SIGNED" &&
      !line.isSelf &&
      !line.guestUnconfirmed &&
      (line.assessmentStatus === "SUBMITTED" || line.assessmentStatus === "APPROVED") &&
      isFresh(line.observedAt, cycle),
  );
}

/**
 * The student's progress row after one assignment was counted again; only the affected parts change. A completed
 * competency leaves the list of due dates, and only the tables know which one follows, so the list returned here is
 * valid only if nothing was completed or reopened.
 */
export function decideProgress(
  row: ProgressRow,
  facts: AssignmentFacts,
  { status, turn }: Recount,
  recentActivities: Activity[],
): ProgressRow {
  const added = turn === "completed" ? 1 : isLost(turn) ? -1 : 0;
  return {
    ...row,
    completed: row.completed + added,
    categoryBreakdown: row.categoryBreakdown.map((line) => {
      if (added === 0 || !isOfCategory(line, facts)) return line;
      const completed = line.completed + added;
      return { ...line, completed, percentage: overallProgress(completed, line.total) };
    }),
    recentActivities,
    upcomingDeadlines: row.upcomingDeadlines
      .map((line) => (line.assignmentId === facts.assignmentId ? { ...line, status } : line))
      .slice(0, deadlineLimit),
  };
}

function isLost(turn: Recount["turn"]): boolean {
  return turn === "reopened" || turn === "expired";
}

/** A category is that of one framework: two that share a name are two. */
function isOfCategory(line: CategoryProgress, { templateId, category }: AssignmentFacts): boolean {
  return line.category === category && line.frameworkId === templateId;
}

/** Adds an activity to the newest ones, in order of the time observed. */
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

/**
 * `name` is null for a framework: only the tables know it. `of`: what must be completed for it, assigned or not, which
 * only the tables know either.
 */
export type Milestone =
  | { kind: "competency" | "category"; ref: string; name: string; of: MilestoneScope | null }
  | { kind: "framework"; ref: string; name: null; of: MilestoneScope };

/** The required competencies of a framework, or of one category of it. */
export type MilestoneScope = { templateId: string; category: string | null };

/**
 * The milestones that a completion may reach, and a reopening or an expiry revoke. The progress row knows only what was assigned; the
 * write then checks the required competencies of the framework and of the category, which may not have been assigned.
 */
export function decideMilestones(facts: AssignmentFacts, progress: ProgressRow, turn: Recount["turn"]): Milestone[] {
  if (turn === "none" || turn === "renewed") return [];
  const { category, competencyId, competencyName, templateId } = facts;
  const line = progress.categoryBreakdown.find((one) => isOfCategory(one, facts));
  const isCategoryTouched = isLost(turn) || (line !== undefined && line.completed === line.total);
  return [
    { kind: "competency", ref: competencyId, name: competencyName, of: null },
    ...(isCategoryTouched ? [categoryMilestone(templateId, category)] : []),
    ...(templateId
      ? [{ kind: "framework" as const, ref: templateId, name: null, of: { templateId, category: null } }]
      : []),
  ];
}

function categoryMilestone(templateId: string | null, category: string): Milestone {
  const base = { kind: "category" as const, name: category };
  if (templateId === null) return { ...base, ref: category, of: null };
  return { ...base, ref: `${templateId}/${category}`, of: { templateId, category } };
}

/**
 * What may move an assignment: evidence (a signed evaluation or a submission), a correction (void, amendment or
 * migration), the school (approval or removal of a student), the end of validity, the deployment, or the undoing of its
 * withdrawal.
 */
export type AssignmentCause = "evidence" | "correction" | "school" | "validity" | "deployment" | "undo";

const withdrawal = { WITHDRAWN: ["deployment", "school"] } as const;

/**
 * NOT_STARTED -> ACHIEVED and EXPIRED -> ACHIEVED are two listed steps in one write: one evaluation both starts and
 * achieves.
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
    WITHDRAWN: {
      NOT_STARTED: ["undo"],
      IN_PROGRESS: ["undo"],
      ACHIEVED: ["undo"],
      APPROVED: ["undo"],
      EXPIRED: ["undo"],
    },
  },
};

/**
 * The status of an assignment after its evidence changed. Achievement stays when a later rating is lower; only a void,
 * an amendment or a migration revokes it. One signed evaluation may both start and achieve, which is two steps of the
 * state table at once. What a student submits starts an assignment, and no more. `hasSignedEvidence` is about the current
 * cycle.
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
      return achieved ? "ACHIEVED" : hasSignedEvidence || cause === "submission" ? "IN_PROGRESS" : "NOT_STARTED";
    case "IN_PROGRESS":
      return achieved ? "ACHIEVED" : "IN_PROGRESS";
    case "ACHIEVED":
    case "APPROVED":
      return achieved || isAddition(cause) ? current : "IN_PROGRESS";
    case "EXPIRED":
      // Only new evidence starts a new cycle; correcting old evidence does not.
      if (cause !== "evaluation" || !hasSignedEvidence) return "EXPIRED";
      return achieved ? "ACHIEVED" : "IN_PROGRESS";
    case "WITHDRAWN":
      return "WITHDRAWN";
  }
}

/** Means are valid for a NUMERIC scale, and for an ORDINAL one only if the school opts in. */
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

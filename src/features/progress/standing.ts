import { weigh } from "#src/features/progress/counted-evidence.ts";
import type { AssignmentFacts } from "#src/features/progress/facts.ts";
import { countsOf, missingOf, needsOf } from "#src/features/progress/needs.ts";
import { shownStatus } from "#src/features/progress/overdue.ts";
import type { Score } from "#src/features/progress/scoring.ts";
import { nextStepSentence } from "#src/features/progress/sentences.ts";
import { type AssignmentStatus, isCompleted, type ShownAssignmentStatus } from "#src/features/progress/values.ts";

/** The facts of an assignment with the names of the evaluators. */
export type NamedFacts = Omit<AssignmentFacts, "evidence"> & {
  evidence: (AssignmentFacts["evidence"][number] & { evaluator: string })[];
};

/** A state of an assignment, stored or foretold. */
type Counted = { status: AssignmentStatus; score: Score };

/** Where a student stands in one competency, as it is shown. */
export function standingOf(
  { scale, dueDate }: Pick<NamedFacts, "scale" | "dueDate">,
  { status, score }: Counted,
  at: Date,
): { status: ShownAssignmentStatus; progressPercentage: number; result: number | null; atTarget: number } {
  return {
    status: shownAt(status, dueDate, at),
    progressPercentage: isCompleted(status) ? 100 : score.progress,
    result: score.result,
    atTarget: countsOf(score, scale).atTarget,
  };
}

/** What is missing, in one sentence; `added` are the names of evaluators whose evidence is not among the facts yet. */
export function nextStepOf(facts: NamedFacts, { status, score }: Counted, added: readonly string[], at: Date): string {
  const { scale, levels, method, cycleStartsAt, dueDate } = facts;
  const counted = facts.evidence.filter((line) => weigh(scale, line, cycleStartsAt).reason === null);
  return nextStepSentence({
    status: shownAt(status, dueDate, at),
    result: score.result,
    target: {
      kind: scale.kind,
      value: scale.target,
      max: scale.max,
      label: levels.find(({ value }) => value === scale.target)?.label ?? null,
    },
    missing: missingOf(method, needsOf({ ...facts, status }, countsOf(score, scale))),
    assessors: [...new Set([...counted.map(({ evaluator }) => evaluator), ...added])],
  });
}

function shownAt(status: AssignmentStatus, dueDate: Date | null, at: Date): ShownAssignmentStatus {
  return shownStatus({ status, dueDate: dueDate?.toISOString() ?? null }, at.toISOString());
}

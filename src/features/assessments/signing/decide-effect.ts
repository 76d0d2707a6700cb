import type { EffectAnswer, Standing } from "#src/features/assessments/schema.ts";
import { decideSigning, type SigningOutcome, signingFaults } from "#src/features/assessments/signing/decide-signing.ts";
import type { Signing, SigningFacts } from "#src/features/assessments/signing/signing-facts.ts";
import { weigh } from "#src/features/progress/counted-evidence.ts";
import type { AssignmentFacts, ProgressRow } from "#src/features/progress/facts.ts";
import { countsOf, missingOf, needsOf } from "#src/features/progress/needs.ts";
import { shownStatus } from "#src/features/progress/overdue.ts";
import { scoreCompetency } from "#src/features/progress/rules.ts";
import type { Score } from "#src/features/progress/scoring.ts";
import { nextStepSentence } from "#src/features/progress/sentences.ts";
import { type AssignmentStatus, isCompleted } from "#src/features/progress/values.ts";

/** The evidence with the names of its evaluators. */
export type EffectFacts = Omit<SigningFacts, "assignment"> & {
  assignment: Omit<AssignmentFacts, "evidence"> & {
    evidence: (AssignmentFacts["evidence"][number] & { evaluator: string })[];
  };
};

/**
 * What a signature would change, by the decisions of the signature itself. Where it would be refused, nothing is said of
 * what follows it.
 */
export function decideEffect(signing: Signing, facts: EffectFacts, row: ProgressRow, at: Date): EffectAnswer {
  const { assignment } = facts;
  const score = scoreCompetency({ ...assignment, evaluations: assignment.evidence });
  const now = standingOf(assignment, { status: assignment.status, score }, row.completed, at);
  return {
    now,
    signed: signedOf(signing, facts, row, at),
    times: assignment.method === "N_TIMES" ? Math.max(1, assignment.times ?? 1) : null,
    totalCompetencies: row.total,
  };
}

function signedOf(signing: Signing, facts: EffectFacts, row: ProgressRow, at: Date): EffectAnswer["signed"] {
  const { observedAt } = signing.evaluationData;
  const when = observedAt ? new Date(observedAt) : at;
  if (signingFaults(signing, facts, when, at).length > 0) return null;
  const signature = { evaluationId: "preview", at };
  const outcome = decideSigning(signing, facts, row, signature);
  const { assignment } = facts;
  const countersigned = assignment.needsCountersignature
    ? decideSigning(signing, { ...facts, assignment: { ...assignment, needsCountersignature: false } }, row, signature)
    : null;
  const counting = countersigned ?? outcome;
  return {
    rating: outcome.rating,
    rubricResult: outcome.rubricResult,
    after: standingAfter(assignment, outcome, at),
    afterCountersigned: countersigned && standingAfter(assignment, countersigned, at),
    nextStep: nextStepAfter(facts, counting, at),
  };
}

function standingAfter(assignment: AssignmentFacts, { recount, progress }: SigningOutcome, at: Date): Standing {
  return standingOf(assignment, recount, progress.completed, at);
}

function standingOf(
  { scale, dueDate }: AssignmentFacts,
  { status, score }: { status: AssignmentStatus; score: Score },
  completedCompetencies: number,
  at: Date,
): Standing {
  return {
    status: shownStatus({ status, dueDate: dueDate?.toISOString() ?? null }, at.toISOString()),
    progressPercentage: isCompleted(status) ? 100 : score.progress,
    result: score.result,
    atTarget: countsOf(score, scale).atTarget,
    completedCompetencies,
  };
}

function nextStepAfter({ assignment, evaluator }: EffectFacts, { recount }: SigningOutcome, at: Date): string {
  const { scale, levels, method } = assignment;
  const { status, score } = recount;
  const counted = assignment.evidence.filter((line) => weigh(scale, line, assignment.cycleStartsAt).reason === null);
  const needs = needsOf({ ...assignment, status }, countsOf(score, scale));
  return nextStepSentence({
    status: shownStatus({ status, dueDate: assignment.dueDate?.toISOString() ?? null }, at.toISOString()),
    result: score.result,
    target: {
      kind: scale.kind,
      value: scale.target,
      max: scale.max,
      label: levels.find(({ value }) => value === scale.target)?.label ?? null,
    },
    missing: missingOf(method, needs),
    assessors: [...new Set([...counted.map((line) => line.evaluator), evaluator.name])],
  });
}

import type { EffectAnswer, Standing } from "#src/features/assessments/schema.ts";
import { decideSigning, type SigningOutcome, signingFaults } from "#src/features/assessments/signing/decide-signing.ts";
import type { Signing, SigningFacts } from "#src/features/assessments/signing/signing-facts.ts";
import type { ProgressRow } from "#src/features/progress/facts.ts";
import { scoreCompetency } from "#src/features/progress/rules.ts";
import { type NamedFacts, nextStepOf, standingOf } from "#src/features/progress/standing.ts";

/** The facts of a signing, with the names of the evaluators. */
export type EffectFacts = Omit<SigningFacts, "assignment"> & { assignment: NamedFacts };

/**
 * What a signature would change, by the decisions of the signature itself. Where it would be refused, nothing is said of
 * what follows it.
 */
export function decideEffect(signing: Signing, facts: EffectFacts, row: ProgressRow, at: Date): EffectAnswer {
  const { assignment } = facts;
  const score = scoreCompetency({ ...assignment, evaluations: assignment.evidence });
  return {
    now: {
      ...standingOf(assignment, { status: assignment.status, score }, at),
      completedCompetencies: row.completed,
    },
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
  const { assignment, evaluator } = facts;
  const countersigned = assignment.needsCountersignature
    ? decideSigning(signing, { ...facts, assignment: { ...assignment, needsCountersignature: false } }, row, signature)
    : null;
  return {
    rating: outcome.rating,
    rubricResult: outcome.rubricResult,
    after: standingAfter(assignment, outcome, at),
    afterCountersigned: countersigned && standingAfter(assignment, countersigned, at),
    nextStep: nextStepOf(assignment, (countersigned ?? outcome).recount, [evaluator.name], at),
  };
}

function standingAfter(assignment: NamedFacts, { recount, progress }: SigningOutcome, at: Date): Standing {
  return { ...standingOf(assignment, recount, at), completedCompetencies: progress.completed };
}

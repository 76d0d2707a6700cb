import { AppError } from "#src/errors.ts";
import type { Submitted } from "#src/features/assessments/following/submitted.ts";
import type { AmendBody } from "#src/features/assessments/schema.ts";
import { criteriaOf, judgementFaults } from "#src/features/assessments/signing/decide-signing.ts";
import type { Named } from "#src/features/assessments/signing/signing-facts.ts";
import { rubricResult } from "#src/features/progress/rules.ts";

export type Amendment = {
  rubricResult: number | null;
  /** Whether a rating or a criterion's score changed, and not words alone. */
  changesJudgement: boolean;
};

type Judgement = AmendBody["evaluationData"];

/** Decides an amendment: refuses one that is not valid, naming every fault by its path, or that changes nothing. */
export function decideAmendment(
  before: NonNullable<Submitted["evaluation"]>,
  after: Judgement,
  { scale, rubric }: { scale: Submitted["scale"]; rubric: Named["rubric"] },
): Amendment {
  const errors = judgementFaults(after, scale, rubric);
  if (errors.length > 0) throw new AppError("invalid", "Some values are not valid.", { errors });
  const changesJudgement =
    before.overallRating !== (after.overallRating ?? null) || scoresOf(before.criteria) !== scoresOf(after.criteria);
  if (!changesJudgement && wordsOf(before) === wordsOf(after)) {
    throw new AppError("invalid", "Nothing was changed.", {
      errors: [{ path: "evaluationData", message: "is what it was before" }],
    });
  }
  return { rubricResult: rubricResult(scale, criteriaOf(after, rubric)), changesJudgement };
}

type Given = { rubricId: string; score: number | null; comment?: string | undefined };

function scoresOf(criteria: readonly Given[] = []): string {
  return JSON.stringify(sorted(criteria).map(({ rubricId, score }) => [rubricId, score]));
}

type Words = { [Name in "feedback" | "strengths" | "nextSteps" | "privateNote"]?: string | null | undefined } & {
  criteria?: readonly Given[] | undefined;
};

function wordsOf({ feedback, strengths, nextSteps, privateNote, criteria = [] }: Words): string {
  const comments = sorted(criteria).map(({ comment }) => comment || null);
  return JSON.stringify([...[feedback, strengths, nextSteps, privateNote].map((text) => text || null), comments]);
}

function sorted(criteria: readonly Given[]): Given[] {
  return criteria.toSorted((one, other) => (one.rubricId < other.rubricId ? -1 : 1));
}

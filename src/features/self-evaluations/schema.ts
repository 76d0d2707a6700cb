import { z } from "zod";
import { maxSelfWords } from "#src/features/self-evaluations/values.ts";
import { id, text } from "#src/lib/fields.ts";

const judgement = {
  overallRating: z.number().min(0).max(100),
  words: text({ max: maxSelfWords }).optional(),
};

/** About a competency, before or without an assessment of it; or beside an assessment that was submitted. */
export const selfEvaluationBody = z.union([
  z.strictObject({ competencyId: id, ...judgement }),
  z.strictObject({ assessmentId: id, ...judgement }),
]);
export type SelfEvaluationBody = z.infer<typeof selfEvaluationBody>;

export const selfEvaluationAnswer = z.object({
  evaluationId: z.string(),
  assessmentId: z.string(),
  revision: z.number().int(),
});
export type SelfEvaluationAnswer = z.infer<typeof selfEvaluationAnswer>;

import { api } from "#src/client/api.ts";
import type { SelfEvaluationAnswer, SelfEvaluationBody } from "#src/features/self-evaluations/schema.ts";

/** One act of the user: `key` is the same however often it is tried. */
export function giveSelfEvaluation(body: SelfEvaluationBody, idempotencyKey: string): Promise<SelfEvaluationAnswer> {
  return api<SelfEvaluationAnswer>("/api/self-evaluations", { method: "POST", body, idempotencyKey });
}

export type SelfSubject = { competencyId: string } | { assessmentId: string };

/** What is sent. */
export function bodyOf(about: SelfSubject, overallRating: number, words: string): SelfEvaluationBody {
  return { ...about, overallRating, ...(words.trim() === "" ? {} : { words }) };
}

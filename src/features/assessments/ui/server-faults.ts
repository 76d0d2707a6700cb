import type { GapName } from "./assessment-values.ts";

const plain = ["overallRating", "observedAt", "strengths", "nextSteps", "feedback", "privateNote"] as const;

/** The form's field for a path of a 422, or undefined where the form has none. */
export function fieldOfPath(path: string, criteriaCount: number): GapName | undefined {
  if (path.startsWith("evidenceFiles")) return "evidence";
  const inside = path.replace(/^evaluationData\./, "");
  const criterion = /^criteria\.(\d+)/.exec(inside)?.[1];
  // All criteria are answered when an assessment is sent, so the places are the form's own.
  if (criterion !== undefined && Number(criterion) < criteriaCount) return `criteria.${Number(criterion)}`;
  return plain.find((name) => name === inside);
}

/** The API says "must be …" of a field; beside the field it is a sentence. */
export function sentenceOf(message: string): string {
  return /^[a-z]/.test(message) ? `It ${message}.` : message;
}

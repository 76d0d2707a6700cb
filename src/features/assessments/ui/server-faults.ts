import type { GapName } from "./assessment-values.ts";

const plain = ["overallRating", "observedAt", "strengths", "nextSteps", "feedback", "privateNote"] as const;

/** The form's field for a path of a 422 answer; undefined if the form has no such field. */
export function fieldOfPath(path: string, criteriaCount: number): GapName | undefined {
  if (path.startsWith("evidenceFiles")) return "evidence";
  const inside = path.replace(/^evaluationData\./, "");
  const criterion = /^criteria\.(\d+)/.exec(inside)?.[1];
  // A submission contains all criteria, so the index is the form's index.
  if (criterion !== undefined && Number(criterion) < criteriaCount) return `criteria.${Number(criterion)}`;
  return plain.find((name) => name === inside);
}

/** The API writes "must be …" about a field; the form shows a whole sentence. */
export function sentenceOf(message: string): string {
  return /^[a-z]/.test(message) ? `It ${message}.` : message;
}

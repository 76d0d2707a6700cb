import type { AssignmentFacts } from "#src/features/progress/facts.ts";
import type { Need } from "#src/features/progress/schema.ts";
import type { Score } from "#src/features/progress/scoring.ts";
import { isCompleted } from "#src/features/progress/values.ts";

/**
 * What a competency needs, in the order of reading: the level first. All are met when it is completed, which holds even
 * if a later rating is lower; while it is not, at least one is unmet.
 */
export function needsOf(
  {
    status,
    method,
    times,
    scale,
    requirement,
  }: Pick<AssignmentFacts, "status" | "method" | "times" | "scale" | "requirement">,
  score: Score,
): Need[] {
  const atTarget = score.used.filter(({ value }) => value >= scale.target).length;
  const counts: Omit<Need, "isMet">[] = [
    method === "N_TIMES"
      ? { name: "timesAtTarget", have: atTarget, need: Math.max(1, times ?? 1) }
      : { name: "level", have: score.result, need: scale.target },
    { name: "observations", have: score.observations, need: Math.max(1, requirement.observations) },
    { name: "evaluators", have: score.evaluators, need: Math.max(1, requirement.evaluators) },
    { name: "days", have: score.days, need: Math.max(1, requirement.days) },
  ];
  const needs = counts.map((line) => ({
    ...line,
    isMet: isCompleted(status) || (line.have !== null && line.have >= line.need),
  }));
  // What was corrected afterwards may be enough, but only a new assessment renews a competency.
  if (status !== "EXPIRED" || !needs.every(({ isMet }) => isMet)) return needs;
  return [{ name: "renewal", have: 0, need: 1, isMet: false }, ...needs];
}

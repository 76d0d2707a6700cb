import type { Facts } from "#src/features/predictions/facts-of.ts";

/** A student who is behind is flagged when nobody has assessed them for this many days. */
export const silentDays = 21;

/** Fewer completed than the plan says by now; nobody is behind where there is no plan. */
export function isBehind({ completed, planned }: Pick<Facts, "completed" | "planned">): boolean {
  return planned !== null && completed < planned;
}

/** The rule: behind plan, and silent. Both can be seen by anybody, and each is undone by one act. */
export function isFlagged(facts: Pick<Facts, "completed" | "planned" | "daysSilent" | "total">): boolean {
  return facts.completed < facts.total && isBehind(facts) && facts.daysSilent >= silentDays;
}

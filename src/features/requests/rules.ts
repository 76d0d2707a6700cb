import type { AssignmentFacts } from "#src/features/progress/facts.ts";
import { scoreCompetency } from "#src/features/progress/rules.ts";
import { isCompleted } from "#src/features/progress/values.ts";
import type { Askable } from "#src/features/requests/schema.ts";
import type { RequestRules } from "#src/features/requests/values.ts";
import { addDays, dayIn, endOfDay } from "#src/lib/day.ts";

/** A request can be answered until the end of this instant's day, so many days later, in the school's time zone. */
export function answerUntil(at: Date, { daysToAnswer }: Pick<RequestRules, "daysToAnswer">, timeZone: string): Date {
  return endOfDay(addDays(dayIn(at, timeZone), daysToAnswer), timeZone);
}

/** The first day of the school on which it may have happened. */
export function earliestDay(at: Date, { daysBack }: Pick<RequestRules, "daysBack">, timeZone: string): string {
  return addDays(dayIn(at, timeZone), -daysBack);
}

/**
 * What is asked for happened in the last days or is planned for today, within the student's time: not before the
 * competency was assigned, `from`, or the placement began. Describes what is wrong; null if nothing is.
 */
export function happenedFault(
  observedAt: Date,
  at: Date,
  limits: { rules: RequestRules; timeZone: string; from: Date | null; placementFrom: string },
): string | null {
  const { rules, timeZone, from, placementFrom } = limits;
  const day = dayIn(observedAt, timeZone);
  if (day > dayIn(at, timeZone)) return "must be today or earlier";
  if (day < earliestDay(at, rules, timeZone)) {
    return rules.daysBack === 0 ? "must be today" : `must be at most ${rules.daysBack} days ago`;
  }
  if (day < placementFrom) return "must not be before the placement began";
  return from !== null && observedAt < from ? "must not be before the competency was assigned" : null;
}

/** How many more assessors a competency asks for; none once it is completed. */
export function assessorsMissing(facts: AssignmentFacts): number {
  if (isCompleted(facts.status)) return 0;
  const score = scoreCompetency({ ...facts, evaluations: facts.evidence });
  return Math.max(0, facts.requirement.evaluators - score.evaluators);
}

/** How many assessments by this person count. */
export function countedBy(facts: AssignmentFacts, evaluatorId: string): number {
  const own = facts.evidence.filter(({ evaluatorKey }) => evaluatorKey === evaluatorId);
  return scoreCompetency({ ...facts, evaluations: own }).observations;
}

/**
 * Those first whose assessment would close a gap, then those who have the fewest requests, then by name; last whoever was
 * asked already.
 */
export function rankAskable(askable: readonly Askable[]): Askable[] {
  return askable.toSorted(
    (a, b) =>
      Number(a.open !== null) - Number(b.open !== null) ||
      Number(b.closesGap) - Number(a.closesGap) ||
      a.waiting - b.waiting ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

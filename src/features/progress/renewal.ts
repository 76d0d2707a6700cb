import type { AssignmentFacts } from "#src/features/progress/facts.ts";
import { type Score, scoreCompetency } from "#src/features/progress/scoring.ts";
import { expiresSoonDays, type RenewalWay } from "#src/features/progress/values.ts";

/** One cycle of an assignment: it counts what was observed after the completion that it renews. */
export type Cycle = {
  /** The completion that it renews; null in the first cycle. */
  startsAt: Date | null;
  /** When that completion expires. */
  renewedValidUntil: Date | null;
  /** Its own completion, where a later cycle follows; what was observed afterwards is evidence of that one. */
  endsAt?: Date | null;
};

/** A completion in a cycle: by way of the domain's formula at first, later by a way of renewal that is accepted. */
export type CycleScore = {
  score: Score;
  isAchieved: boolean;
  way: RenewalWay | null;
  /** The assessments that were observed since the renewal opened. */
  fresh: Score["used"];
};

const dayMs = 86_400_000;

/** A renewal opens when the completion expires soon. */
export function renewalOpensAt(validUntil: Date): Date {
  return new Date(validUntil.getTime() - expiresSoonDays * dayMs);
}

export function currentCycle({ cycleStartsAt, renewal }: AssignmentFacts): Cycle {
  return { startsAt: cycleStartsAt, renewedValidUntil: renewal?.renewedValidUntil ?? null };
}

/** The cycle that a new completion would end: it renews the current one. Undefined where there is nothing to renew. */
export function nextCycle({ completionDate, renewal }: AssignmentFacts): Cycle | undefined {
  const validUntil = renewal?.validUntil;
  return completionDate && validUntil ? { startsAt: completionDate, renewedValidUntil: validUntil } : undefined;
}

/** Scores a cycle by its own evidence, and decides whether it is completed. */
export function scoreCycle(facts: AssignmentFacts, cycle: Cycle): CycleScore {
  const evaluations = cycle.endsAt
    ? facts.evidence.filter(({ observedAt }) => cycle.endsAt && observedAt <= cycle.endsAt)
    : facts.evidence;
  const score = scoreCompetency({ ...facts, evaluations, cycleStartsAt: cycle.startsAt });
  const fresh = score.used.filter(({ observedAt }) => isFresh(observedAt, cycle));
  const way = facts.renewal && cycle.startsAt ? wayOf(facts, score, fresh) : null;
  const isAchieved = facts.renewal && cycle.startsAt ? way !== null : score.achieved;
  return { score, isAchieved, way, fresh };
}

/**
 * Whether something observed at this time makes a renewal: everything in a first cycle, and later what was observed
 * since the renewal opened.
 */
export function isFresh(observedAt: Date, { startsAt, renewedValidUntil }: Cycle): boolean {
  if (startsAt && observedAt <= startsAt) return false;
  return renewedValidUntil === null || observedAt >= renewalOpensAt(renewedValidUntil);
}

/** The first accepted way that the evidence satisfies. Each needs an assessment since the renewal opened. */
function wayOf({ renewal, scale, evidence }: AssignmentFacts, score: Score, fresh: Score["used"]): RenewalWay | null {
  if (fresh.length === 0) return null;
  const handedIn = new Set(
    evidence.flatMap(({ assessmentId, method }) => (method === "PORTFOLIO" ? assessmentId : [])),
  );
  const isAtTarget = fresh.filter(({ value }) => value >= scale.target);
  const isSatisfied: Record<RenewalWay, boolean> = {
    ASSESSMENT: isAtTarget.some(({ assessmentId }) => !handedIn.has(assessmentId)),
    EVIDENCE: isAtTarget.some(({ assessmentId }) => handedIn.has(assessmentId)),
    REASSESSMENT: score.achieved,
  };
  return renewal?.ways.find((way) => isSatisfied[way]) ?? null;
}

/**
 * Whether the evidence that counts had completed the cycle before its last assessments. A later, lower rating does not
 * take an achievement away, and neither does the correction of evidence that it does not rest on.
 */
export function wasAchieved(facts: AssignmentFacts, cycle: Cycle, { score }: CycleScore): boolean {
  return score.used.some((_, count) => {
    const earlier = new Set(score.used.slice(0, count).map(({ assessmentId }) => assessmentId));
    const evidence = facts.evidence.filter(({ assessmentId }) => earlier.has(assessmentId));
    return scoreCycle({ ...facts, evidence }, cycle).isAchieved;
  });
}

import type { AssignmentFacts } from "#src/features/progress/facts.ts";
import { countsOf, type Missing, missingOf, needsOf } from "#src/features/progress/needs.ts";
import {
  type Cycle,
  currentCycle,
  nextCycle,
  renewalOpensAt,
  scoreCycle,
  wasAchieved,
} from "#src/features/progress/renewal.ts";
import type { Need, Renewal } from "#src/features/progress/schema.ts";
import { renewalPhrase, renewalWayWords } from "#src/features/progress/sentences.ts";
import { isCompleted, type RenewalWay } from "#src/features/progress/values.ts";
import { dayIn } from "#src/lib/day.ts";

/** A renewal that may be made now: of a completion that expires soon, or of one that has expired. */
export type OpenRenewal = {
  ways: readonly RenewalWay[];
  missing: Missing | null;
  requirements: Need[];
  expiresOn: string;
  /** The assessments that count for it so far. */
  assessmentIds: string[];
};

/** Null where there is nothing to renew yet. `at` is now. */
export function openRenewalOf(facts: AssignmentFacts, at: Date): OpenRenewal | null {
  const { renewal, scale, status } = facts;
  if (!renewal || status === "WITHDRAWN") return null;
  const cycle = isCompleted(status) ? nextCycle(facts) : currentCycle(facts);
  const validUntil = cycle?.renewedValidUntil;
  if (!cycle?.startsAt || !validUntil || at < renewalOpensAt(validUntil)) return null;
  const { score } = scoreCycle(facts, cycle);
  const needs = needsOf({ ...facts, status: "EXPIRED", renewalWays: null }, countsOf(score, scale));
  return {
    ways: renewal.ways,
    missing: needs[0]?.name === "renewal" ? null : missingOf(facts.method, needs),
    expiresOn: dayIn(validUntil, facts.timeZone),
    requirements: needsOf({ ...facts, status: "EXPIRED", renewalWays: renewal.ways }, countsOf(score, scale)),
    assessmentIds: score.used.map(({ assessmentId }) => assessmentId),
  };
}

/** What renews it, in the words of a row. */
export function renewalPhraseOf(facts: AssignmentFacts, at: Date): string | null {
  const open = openRenewalOf(facts, at);
  return open && renewalPhrase(open.ways, open.missing);
}

/** The ways that are accepted in the cycle that the facts are in; null in a first one. */
export function waysInCycle({ renewal, cycleStartsAt }: AssignmentFacts): readonly RenewalWay[] | null {
  return renewal && cycleStartsAt ? renewal.ways : null;
}

/** The same with those who count for it so far, by name. */
export function namedRenewalOf(
  facts: AssignmentFacts & { evidence: NamedLine[] },
  at: Date,
): (OpenRenewal & { assessors: string[] }) | null {
  const open = openRenewalOf(facts, at);
  if (!open) return null;
  const assessors = open.assessmentIds.flatMap((assessmentId) => evaluatorsOf(facts.evidence, assessmentId));
  return { ...open, assessors: [...new Set(assessors)] };
}

type NamedLine = AssignmentFacts["evidence"][number] & { evaluator: string };

/** A cycle that was kept when it ended. */
export type KeptCycle = {
  number: number;
  startsAt: Date | null;
  completedAt: Date;
  validUntil: Date;
  renewedValidUntil: Date | null;
  ended: "RENEWED" | "EXPIRED";
  endedAt: Date;
  way: RenewalWay | null;
  result: number | null;
};

/**
 * The completions before, the latest first, each with the evidence that it rests on. The evidence is counted again, so
 * that what was voided later no longer stands under it.
 */
export function renewalAnswerOf(
  facts: AssignmentFacts & { evidence: NamedLine[] },
  cycles: readonly KeptCycle[],
  at: Date,
): Renewal | null {
  const { renewal } = facts;
  if (!renewal) return null;
  const labelOf = (value: number | null) => facts.levels.find((level) => level.value === value)?.label ?? null;
  const dayOf = (instant: Date) => dayIn(instant, facts.timeZone);
  const open = openRenewalOf(facts, at);
  const { validUntil } = renewal;
  return {
    ways: renewal.ways,
    opensOn: validUntil && isCompleted(facts.status) ? dayOf(renewalOpensAt(validUntil)) : null,
    isOpen: open !== null,
    counted: open?.assessmentIds.length ?? 0,
    requirements: open?.requirements ?? [],
    way: isCompleted(facts.status) && facts.cycleStartsAt ? wayWords(scoreCycle(facts, currentCycle(facts)).way) : null,
    cycles: cycles.toReversed().map((kept) => {
      const cycle: Cycle = {
        startsAt: kept.startsAt,
        renewedValidUntil: kept.renewedValidUntil,
        endsAt: kept.completedAt,
      };
      const scored = scoreCycle(facts, cycle);
      return {
        number: kept.number,
        completedOn: dayOf(kept.completedAt),
        validUntilOn: dayOf(kept.validUntil),
        ended: kept.ended,
        endedOn: dayOf(kept.endedAt),
        way: wayWords(kept.way),
        result: kept.result,
        resultLabel: labelOf(kept.result),
        isHeld: scored.isAchieved || wasAchieved(facts, cycle, scored),
        used: scored.score.used.toReversed().map(({ assessmentId, value, observedAt }) => ({
          assessmentId,
          value,
          valueLabel: labelOf(value),
          observedAt: observedAt.toISOString(),
          evaluators: evaluatorsOf(facts.evidence, assessmentId),
        })),
      };
    }),
  };
}

function wayWords(way: RenewalWay | null): string | null {
  return way && renewalWayWords[way];
}

function evaluatorsOf(evidence: readonly NamedLine[], assessmentId: string): string[] {
  const counted = evidence.filter(
    (line) => line.assessmentId === assessmentId && line.state === "SIGNED" && !line.isSelf && !line.guestUnconfirmed,
  );
  return [...new Set(counted.map(({ evaluator }) => evaluator))];
}

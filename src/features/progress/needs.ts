import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import type { Need } from "#src/features/progress/schema.ts";
import type { Requirement, Score } from "#src/features/progress/scoring.ts";
import { type AssignmentStatus, isCompleted, type RenewalWay } from "#src/features/progress/values.ts";

type Asked = {
  status: AssignmentStatus;
  method: ScoringMethod;
  /** The N of N_TIMES. */
  times: number | null;
  requirement: Requirement;
  scale: { target: number };
  /** The ways that are accepted, in a cycle that renews a completion. */
  renewalWays?: readonly RenewalWay[] | null | undefined;
};

/** What the evidence of a competency amounts to. */
export type Counts = Pick<Score, "result" | "observations" | "evaluators" | "days" | "hidesEvaluators"> & {
  /** The assessments at or above the target. */
  atTarget: number;
};

export function countsOf(score: Score, { target }: { target: number }): Counts {
  return { ...score, atTarget: score.used.filter(({ value }) => value >= target).length };
}

/**
 * What a competency needs, in the order of reading: the level first. All are met when it is completed, which holds even
 * if a later rating is lower; while it is not, at least one is unmet.
 */
export function needsOf({ status, method, times, scale, requirement, renewalWays }: Asked, counts: Counts): Need[] {
  const renewal: Need = { name: "renewal", have: 0, need: 1, isMet: false };
  if (renewalWays && isRenewedByOne(renewalWays) && !isCompleted(status)) return [renewal];
  const evaluators = Math.max(1, requirement.evaluators);
  const lines: Omit<Need, "isMet">[] = [
    method === "N_TIMES"
      ? { name: "timesAtTarget", have: counts.atTarget, need: Math.max(1, times ?? 1) }
      : { name: "level", have: counts.result, need: scale.target },
    { name: "observations", have: counts.observations, need: Math.max(1, requirement.observations) },
    {
      name: "evaluators",
      // How many people there are beyond what is asked would tell whether a hidden one is also a named one.
      have: counts.hidesEvaluators ? Math.min(counts.evaluators, evaluators) : counts.evaluators,
      need: evaluators,
    },
    { name: "days", have: counts.days, need: Math.max(1, requirement.days) },
  ];
  const needs = lines.map((line) => ({
    ...line,
    isMet: isCompleted(status) || (line.have !== null && line.have >= line.need),
  }));
  // What was corrected afterwards may be enough, but only a new assessment renews a competency.
  const isRenewal = status === "EXPIRED" || (renewalWays && !isCompleted(status));
  return isRenewal && needs.every(({ isMet }) => isMet) ? [renewal, ...needs] : needs;
}

/** Whether a single assessment is enough, of an observation or of what was handed in. */
export function isRenewedByOne(ways: readonly RenewalWay[]): boolean {
  return ways.includes("ASSESSMENT") || ways.includes("EVIDENCE");
}

/**
 * What is still to come, counted together: one assessment may close several gaps. The assessments it describes complete
 * the competency, and where the result is no mean, fewer do not.
 */
export type Missing = {
  /** How many assessments, at least. */
  assessments: number;
  /**
   * What the level asks of them: nothing; that some are at the target; that the last one is; or that the mean of all is
   * brought there, or kept there.
   */
  level:
    | { ask: "nothing" }
    | { ask: "some"; atTarget: number }
    | { ask: "last"; isMetNow: boolean }
    | { ask: "result"; isMetNow: boolean };
  /** How many of them by assessors who have not assessed it yet. */
  evaluators: number;
  /** How many of them on days on which it was not assessed yet. */
  days: number;
  /** Nothing counts so far. */
  isFirst: boolean;
};

/** Null when nothing is missing. */
export function missingOf(method: ScoringMethod, needs: readonly Need[]): Missing | null {
  if (needs.every(({ isMet }) => isMet)) return null;
  const gap = (name: Need["name"]) => {
    const need = needs.find((one) => one.name === name);
    return need && !need.isMet ? need.need - (need.have ?? 0) : 0;
  };
  const level = levelOf(method, gap("level") > 0, gap("timesAtTarget"));
  const evaluators = gap("evaluators");
  const days = gap("days");
  const atTarget = level.ask === "some" ? level.atTarget : 1;
  return {
    assessments: Math.max(gap("observations"), evaluators, days, atTarget),
    level,
    evaluators,
    days,
    isFirst: needs.some(({ name, have }) => name === "observations" && have === 0),
  };
}

function levelOf(method: ScoringMethod, isBelow: boolean, times: number): Missing["level"] {
  switch (method) {
    case "N_TIMES":
      return times > 0 ? { ask: "some", atTarget: times } : { ask: "nothing" };
    case "HIGHEST":
      return isBelow ? { ask: "some", atTarget: 1 } : { ask: "nothing" };
    case "LATEST":
      return { ask: "last", isMetNow: !isBelow };
    case "AVERAGE":
    case "WEIGHTED_AVERAGE":
    case "DECAYING_AVERAGE":
    case "MINIMUM_OF_CRITERIA":
      return { ask: "result", isMetNow: !isBelow };
  }
}

import { type Day, type Facts, factsOf, isoOf, type StudentHistory } from "#src/features/predictions/facts-of.ts";
import { featuresOf } from "#src/features/predictions/features-of.ts";
import { type Forecast, forecast, type PaceOfCohort, paceOf } from "#src/features/predictions/forecast.ts";
import { type Chance, chanceOf, type Model } from "#src/features/predictions/model/fit-model.ts";
import { isBehind, isFlagged, silentDays } from "#src/features/predictions/rule.ts";
import type { Change, PredictionKind, Reason } from "#src/features/predictions/values.ts";
import { planEnd } from "#src/features/progress/plan.ts";

/** What is foretold of a student, as it is stored. Days are of the school, as "2026-11-29". */
export type Prediction = {
  asOf: string;
  kind: PredictionKind;
  modelVersion: number | null;
  isKnown: boolean;
  isFlagged: boolean;
  planned: number | null;
  completed: number;
  total: number;
  chance: number | null;
  chanceLow: number | null;
  chanceHigh: number | null;
  evenOn: string | null;
  laterOn: string | null;
  planEndsOn: string | null;
  reasons: Reason[];
  changes: Change[];
};

/** The model of a school by its version. */
export type VersionedModel = { version: number; model: Model };

/** By the model a student is flagged who is likelier not to finish in time. */
export const flaggedBelow = 0.5;

/**
 * Decides what is said of a student as of the end of a day: by the model where the school has one and the plan still
 * runs, else by the rule. With less than three weeks, or without a plan, nothing is said.
 */
export function decidePrediction(
  history: StudentHistory,
  today: Day,
  { model, cohort }: { model: VersionedModel | null; cohort: PaceOfCohort },
): Prediction {
  const facts = factsOf(history, today);
  const planEndsOn = planEnd(history.plan);
  const isOpen = facts.completed < facts.total;
  const isKnown = facts.planned !== null && today - history.startsOn >= silentDays;
  const used = model !== null && isKnown && isOpen && planEndsOn !== null && planEndsOn > isoOf(today) ? model : null;
  const chance = used === null ? null : chanceOf(used.model, featuresOf(history, today));
  const isAtRisk = isKnown && (chance === null ? isFlagged(facts) : chance.probability < flaggedBelow);
  const days = forecast(
    paceOf(
      history.plan.map(({ completedOn }) => completedOn),
      history.startsOn,
      today,
    ),
    facts.total - facts.completed,
    cohort,
    today,
  );
  return {
    asOf: isoOf(today),
    kind: used === null ? "RULE" : "MODEL",
    modelVersion: used?.version ?? null,
    isKnown,
    isFlagged: isAtRisk,
    planned: facts.planned,
    completed: facts.completed,
    total: facts.total,
    ...chanceColumns(chance),
    ...forecastColumns(days),
    planEndsOn,
    reasons: isAtRisk ? reasonsOf(facts) : [],
    changes: isOpen && isBehind(facts) ? changesOf(facts, today, planEndsOn) : [],
  };
}

function chanceColumns(chance: Chance | null) {
  const rounded = (value: number | undefined) => (value === undefined ? null : Math.round(value * 1e4) / 1e4);
  return {
    chance: rounded(chance?.probability),
    chanceLow: rounded(chance?.low),
    chanceHigh: rounded(chance?.high),
  };
}

function forecastColumns(days: Forecast | null) {
  return { evenOn: days && isoOf(days.p50), laterOn: days && isoOf(days.p80) };
}

/** Facts that stand against the student, the plainest first. */
function reasonsOf(facts: Facts): Reason[] {
  const { completed, planned, overdue, daysSilent, isAssessed, recent, waitForAssessor, waitForObservation } = facts;
  const reasons: Reason[] = [];
  if (planned !== null) reasons.push({ kind: "PACE", completed, planned, overdue });
  if (daysSilent >= 14) reasons.push({ kind: "SILENT", days: daysSilent, isAssessed });
  if (recent.count >= 4 && recent.below * 2 > recent.count) reasons.push({ kind: "RATINGS", ...recent });
  if (waitForAssessor > 0) reasons.push({ kind: "ASSESSOR", count: waitForAssessor });
  else if (waitForObservation > 0) reasons.push({ kind: "OBSERVATION", count: waitForObservation });
  if (facts.before >= 4 && facts.lately * 2 <= facts.before)
    reasons.push({ kind: "SLOWER", lately: facts.lately, before: facts.before });
  return reasons;
}

/** Nobody is told to complete more than this in a week: then the plan has to move. */
const mostAWeek = 7;

function changesOf(facts: Facts, today: Day, planEndsOn: string | null): Change[] {
  const left = facts.total - facts.completed;
  const changes: Change[] = [];
  if (planEndsOn !== null) {
    const weeks = (Date.parse(planEndsOn) / 86_400_000 - today) / 7;
    const count = weeks > 0 ? Math.ceil(left / weeks) : Number.POSITIVE_INFINITY;
    changes.push(count <= mostAWeek ? { kind: "WEEKLY", count, until: planEndsOn } : { kind: "MOVE_PLAN", left });
  }
  if (facts.waitForAssessor > 0) changes.push({ kind: "ASSESSOR", count: facts.waitForAssessor });
  else if (facts.recent.count >= 4 && facts.recent.below * 2 > facts.recent.count)
    changes.push({ kind: "TARGET", count: facts.recent.below });
  return changes;
}

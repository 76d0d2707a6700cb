import { type Drift, driftOf, type Tenths, tenthsOf } from "#src/features/predictions/drift.ts";
import { type Day, isoOf } from "#src/features/predictions/facts-of.ts";
import { inputNames } from "#src/features/predictions/inputs.ts";
import { chanceOf, type FittedModel, fitModel, type Model } from "#src/features/predictions/model/fit-model.ts";
import { type Measures, measuresOf } from "#src/features/predictions/model/measures.ts";
import type { PastRow } from "#src/features/predictions/training-rows.ts";
import { fewestFinished, fewestOfEachOutcome } from "#src/features/predictions/values.ts";
import { newId } from "#src/lib/ids.ts";

/** What is stored of a fit: the model, and the tenths of its chances, for the drift. */
export type StoredFit = Model & { tenths: Tenths };

/** The wrong calls in one group of held-out students: who was flagged and finished, who was not and did not. */
export type GroupErrors = { by: string; group: string; students: number; wrong: number };

export type NewModel = {
  id: string;
  state: "ACTIVE" | "SHADOW";
  students: number;
  finished: number;
  fit: StoredFit;
  measures: { model: Measures; rule: Measures };
  groups: GroupErrors[];
};

/**
 * Fits a model to the students of a school whose plans have ended; null where there are too few. It is used only where
 * it beats the rule on held-out students in AUROC and Brier score.
 */
export function fitSchool(rows: readonly PastRow[]): NewModel | null {
  const outcomeOf = new Map(rows.map(({ student, outcome }) => [student, outcome]));
  const finished = [...outcomeOf.values()].filter(Boolean).length;
  const fewer = Math.min(finished, outcomeOf.size - finished);
  if (outcomeOf.size < fewestFinished || fewer < fewestOfEachOutcome) return null;
  const { measures, heldOut, students, ...model } = fitModel(inputNames, rows);
  const rule = ruleMeasures(rows);
  const isBetter = (measures.auroc ?? 0) > (rule.auroc ?? 0) && measures.brier < rule.brier;
  return {
    id: newId(),
    state: isBetter ? "ACTIVE" : "SHADOW",
    students,
    finished,
    fit: { ...model, tenths: tenthsOf(rows.map(({ inputs }) => chanceOf(model, inputs).probability)) },
    measures: { model: measures, rule },
    groups: groupErrors(rows, heldOut),
  };
}

/** The rule as probabilities: the shares of those it flags, and does not, who finished. */
function ruleMeasures(rows: readonly PastRow[]): Measures {
  const shareOf = (isOn: boolean) => {
    const some = rows.filter(({ isFlagged }) => isFlagged === isOn);
    return (some.filter(({ outcome }) => outcome).length + 1) / (some.length + 2);
  };
  const [flagged, others] = [shareOf(true), shareOf(false)];
  return measuresOf(
    rows.map(({ isFlagged }) => (isFlagged ? flagged : others)),
    Uint8Array.from(rows, ({ outcome }) => Number(outcome)),
  );
}

/** Smaller groups would say more about persons than about groups. */
const fewestInGroup = 20;

function groupErrors(rows: readonly PastRow[], heldOut: FittedModel["heldOut"]): GroupErrors[] {
  const lines = rows.map((row, place) => ({ ...row, isWrong: (heldOut[place] ?? 0) >= 0.5 !== row.outcome }));
  return ["program", "cohort"].flatMap((by) =>
    [...Map.groupBy(lines, ({ groups }) => groups[by] ?? null)].flatMap(([group, members]) => {
      const students = new Set(members.map(({ student }) => student)).size;
      if (group === null || students < fewestInGroup) return [];
      return { by, group, students, wrong: members.filter(({ isWrong }) => isWrong).length / members.length };
    }),
  );
}

/** The drift of a model: of the chances of students under way, and of those whose plan ended after `fittedOn`. */
export function schoolDrift(
  fit: StoredFit,
  fittedOn: Day,
  { running, past, today }: { running: readonly number[]; past: readonly PastRow[]; today: Day },
): Drift {
  return driftOf(
    { tenths: fit.tenths, model: fit },
    running,
    past.filter(({ endedOn }) => endedOn > fittedOn),
    isoOf(today),
  );
}

/** Whether a school gets a new version: it has none, its students changed, or a tenth more have finished. */
export function isDue(current: { students: number } | undefined, drift: Drift | null, students: number): boolean {
  return current === undefined || drift?.isDrifted === true || students >= current.students * 1.1;
}

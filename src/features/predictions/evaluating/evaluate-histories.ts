import {
  type ComparedRow,
  type Comparison,
  crossValidate,
  holdOut,
  type Interval,
  intervalOf,
} from "#src/features/predictions/evaluating/compare-models.ts";
import { EvaluationError } from "#src/features/predictions/evaluating/read-csv.ts";
import type { Enrolment } from "#src/features/predictions/evaluating/read-histories.ts";
import { type Facts, factsOf } from "#src/features/predictions/facts-of.ts";
import { featuresOf } from "#src/features/predictions/features-of.ts";
import { inputNames } from "#src/features/predictions/inputs.ts";
import { type Measures, measuresOf } from "#src/features/predictions/model/measures.ts";
import { randomOf } from "#src/features/predictions/model/random.ts";
import { isFlagged, silentDays } from "#src/features/predictions/rule.ts";

export type MeasureName = Exclude<keyof Measures, "n">;
export type CutoffResult = {
  cutoff: number;
  /** With an outcome that came true, of all still enrolled on the cut-off day. */
  students: { all: number; positive: number; trained: number };
  naive: number;
  model: Record<MeasureName, Interval>;
  rule: Record<MeasureName, Interval>;
};

const fewestOfEach = 10;

/**
 * How well the product's inputs and model, and its rule, foretell the outcome so many days after each student's start.
 * With a held-out group: fitted on the others, with 95 % intervals by drawing students anew. Without: cross-validation
 * in 10 folds, with 95 % intervals over seeds.
 * @throws EvaluationError where there are too few students of either outcome
 */
export function evaluateCutoff(enrolments: readonly Enrolment[], cutoff: number, seeds: number): CutoffResult {
  const there = enrolments.filter(({ leftOn, history }) => leftOn === null || leftOn > history.startsOn + cutoff);
  const heldOut = there.filter(({ isHeldOut }) => isHeldOut);
  const training = there.filter(({ isHeldOut }) => !isHeldOut);
  checkEnough(training, `to learn from on day ${cutoff}`);
  const trainingRows = rowsOf(training, cutoff);
  if (heldOut.length === 0) {
    const runs = Array.from({ length: seeds }, (_, seed) =>
      crossValidate(inputNames, trainingRows, { folds: 10, innerFolds: 5, seed: seed + 1 }),
    );
    const over = (by: "model" | "rule") =>
      eachMeasure((name) => intervalOf(runs.map((run) => run[by][name] ?? Number.NaN)));
    return { cutoff, ...sizes(trainingRows, training.length), model: over("model"), rule: over("rule") };
  }
  checkEnough(heldOut, `held out on day ${cutoff}`);
  const heldOutRows = rowsOf(heldOut, cutoff);
  const found = holdOut(inputNames, trainingRows, heldOutRows);
  return {
    cutoff,
    ...sizes(heldOutRows, training.length),
    model: redrawn(found, "model"),
    rule: redrawn(found, "rule"),
  };
}

function checkEnough(enrolments: readonly Enrolment[], what: string): void {
  const positive = enrolments.filter(({ outcome }) => outcome).length;
  if (positive >= fewestOfEach && enrolments.length - positive >= fewestOfEach) return;
  throw new EvaluationError(
    `${positive} students with the outcome and ${enrolments.length - positive} without are too few ${what}: at least ${fewestOfEach} of each.`,
  );
}

function rowsOf(enrolments: readonly Enrolment[], cutoff: number): ComparedRow[] {
  const facts = enrolments.map(({ history }) => factsOf(history, history.startsOn + cutoff));
  const flags = flagsOf(facts);
  return enrolments.map(({ student, outcome, history }, place) => ({
    student,
    outcome,
    inputs: featuresOf(history, history.startsOn + cutoff),
    isFlagged: flags[place] ?? false,
  }));
}

/** The product's rule; where the file has no due days, behind is fewer recent assessments than the middle student. */
function flagsOf(facts: readonly Facts[]): boolean[] {
  const lately = facts.map((fact) => fact.lately + fact.before).sort((a, b) => a - b);
  const middle = lately[lately.length >> 1] ?? 0;
  return facts.map((fact) =>
    fact.planned === null ? fact.lately + fact.before < middle && fact.daysSilent >= silentDays : isFlagged(fact),
  );
}

function sizes(rows: readonly ComparedRow[], trained: number) {
  const positive = rows.filter(({ outcome }) => outcome).length;
  const students = { all: rows.length, positive, trained };
  return { students, naive: Math.max(positive, rows.length - positive) / rows.length };
}

const draws = 200;

function redrawn({ outcomes, probabilities, ...measures }: Comparison, by: "model" | "rule") {
  const random = randomOf(1);
  const chances = probabilities[by];
  const samples = Array.from({ length: draws }, () => {
    const rows = Array.from(outcomes, () => Math.floor(random() * outcomes.length));
    return measuresOf(
      Float64Array.from(rows, (row) => chances[row] ?? 0),
      Uint8Array.from(rows, (row) => outcomes[row] ?? 0),
    );
  });
  return eachMeasure((name) => {
    const sorted = samples.flatMap((sample) => sample[name] ?? []).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
    return { mean: measures[by][name] ?? Number.NaN, low: at(0.025), high: at(0.975) };
  });
}

function eachMeasure(value: (name: MeasureName) => Interval): Record<MeasureName, Interval> {
  return {
    accuracy: value("accuracy"),
    auroc: value("auroc"),
    brier: value("brier"),
    calibrationSlope: value("calibrationSlope"),
    calibrationIntercept: value("calibrationIntercept"),
  };
}

import { at } from "#src/features/predictions/model/cholesky.ts";
import { type Measures, measuresOf, slopeOn } from "#src/features/predictions/model/measures.ts";
import { randomOf, shuffled } from "#src/features/predictions/model/random.ts";
import {
  deviationOf,
  fitRidgeLogistic,
  predictLinear,
  probabilityOf,
  type RidgeFit,
  type Sample,
} from "#src/features/predictions/model/ridge-logistic.ts";

/** A row to learn from. Rows of one student stay together in the folds, so that held-out students are held out. */
export type TrainingRow = { student: string; inputs: ArrayLike<number>; outcome: boolean };

/** What predicts, in numbers that JSON keeps: the fit, and the calibration of its linear predictor. */
export type Model = {
  inputs: readonly string[];
  intercept: number;
  coefficients: number[];
  means: number[];
  scales: number[];
  covariance: number[];
  penalty: number;
  calibration: { slope: number; intercept: number };
};

/** `measures` are of held-out students: of folds that neither the fit nor the calibration has seen. */
export type FittedModel = Model & {
  measures: Measures;
  /** The held-out probability of each row. */
  heldOut: Float64Array;
  students: number;
};

export type FitOptions = { folds?: number; seed?: number };

/**
 * Fits a model: the penalty with the least held-out loss by cross-validation over students, then the calibration of the
 * held-out linear predictors (Platt), then all rows. Each student has the same weight, however many rows.
 * The same rows and seed give the same model.
 */
export function fitModel(
  names: readonly string[],
  rows: readonly TrainingRow[],
  { folds = 10, seed = 1 }: FitOptions = {},
): FittedModel {
  const sample = sampleOf(names.length, rows);
  const fold = foldsOf(rows, folds, seed);
  const { penalty, heldOut } = choosePenalty(sample, fold, folds);
  const calibration = calibrate(heldOut, sample, () => true);
  const fit = fitRidgeLogistic(sample, penalty);
  const model: Model = { inputs: names, ...plain(fit), penalty, calibration };
  const held = heldOutProbabilities(heldOut, sample, fold, folds);
  return {
    ...model,
    measures: measuresOf(held, sample.outcomes, sample.weights),
    heldOut: held,
    students: new Set(rows.map(({ student }) => student)).size,
  };
}

/** A chance with its range: 4 of 5 times the true chance lies in it, as far as the model's form is right. */
export type Chance = { probability: number; low: number; high: number };

/** The calibrated probability of the outcome. */
export function chanceOf(model: Model, inputs: ArrayLike<number>): Chance {
  const fit = { ...model, ...typed(model), gradientNorm: 0, iterations: 0 };
  const eta = predictLinear(fit, inputs);
  const { slope, intercept } = model.calibration;
  const half = zOfRange * deviationOf(fit, inputs);
  const chanceAt = (value: number) => probabilityOf(intercept + slope * value);
  return { probability: chanceAt(eta), low: chanceAt(eta - half), high: chanceAt(eta + half) };
}

/** 80 % of a normal distribution lies within this many deviations. */
const zOfRange = 1.2815515655446004;

/** By share of the rows, from no penalty worth the name to one that leaves the intercept alone. */
const penaltyShares = [3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001] as const;

function choosePenalty(sample: Sample & { weights: Float64Array }, fold: Uint8Array, folds: number) {
  const total = sample.weights.reduce((sum, weight) => sum + weight, 0);
  const losses = penaltyShares.map(() => 0);
  const predicted = penaltyShares.map(() => new Float64Array(sample.outcomes.length));
  for (let k = 0; k < folds; k++) {
    const training = subset(sample, (row) => fold[row] !== k);
    let fit: RidgeFit | undefined;
    for (const [step, share] of penaltyShares.entries()) {
      fit = fitRidgeLogistic(training, share * total, fit);
      const etas = predicted[step] as Float64Array;
      for (let row = 0; row < sample.outcomes.length; row++) {
        if (fold[row] !== k) continue;
        const eta = predictLinear(fit, sample.inputs, row * sample.width);
        etas[row] = eta;
        const signed = at(sample.outcomes, row) === 1 ? -eta : eta;
        const loss = signed > 0 ? signed + Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed));
        losses[step] = at(losses, step) + at(sample.weights, row) * loss;
      }
    }
  }
  const best = losses.indexOf(Math.min(...losses));
  return { penalty: at(penaltyShares, best) * total, heldOut: predicted[best] as Float64Array };
}

/** A slope that is not above 0 says that the model knows nothing; then everybody has the share of the outcomes. */
function calibrate(
  heldOut: Float64Array,
  sample: Sample & { weights: Float64Array },
  isUsed: (row: number) => boolean,
) {
  const used = subset({ ...sample, inputs: heldOut, width: 1 }, isUsed);
  const { slope, intercept } = slopeOn(used.inputs, used.outcomes, used.weights);
  if (slope > 0) return { slope, intercept };
  const total = used.weights.reduce((sum, weight) => sum + weight, 0);
  const positive = used.outcomes.reduce((sum, outcome, row) => sum + outcome * at(used.weights, row), 0.5);
  return { slope: 0, intercept: Math.log(positive / (total + 1 - positive)) };
}

/** Each fold calibrated by the others. */
function heldOutProbabilities(
  heldOut: Float64Array,
  sample: Sample & { weights: Float64Array },
  fold: Uint8Array,
  folds: number,
): Float64Array {
  const by = Array.from({ length: folds }, (_, k) => calibrate(heldOut, sample, (row) => fold[row] !== k));
  return heldOut.map((eta, row) => {
    const { slope, intercept } = by[at(fold, row)] as { slope: number; intercept: number };
    return probabilityOf(intercept + slope * eta);
  });
}

/** The fold of each row: students in random order, those of each outcome dealt out evenly. */
export function foldsOf(rows: readonly Pick<TrainingRow, "student" | "outcome">[], folds: number, seed: number) {
  const random = randomOf(seed);
  const outcomeOf = new Map(rows.map(({ student, outcome }) => [student, outcome]));
  const students = shuffled([...outcomeOf.keys()], random).sort(
    (a, b) => Number(outcomeOf.get(a)) - Number(outcomeOf.get(b)),
  );
  const foldOf = new Map(students.map((student, place) => [student, place % folds]));
  return Uint8Array.from(rows, ({ student }) => foldOf.get(student) ?? 0);
}

function sampleOf(width: number, rows: readonly TrainingRow[]): Sample & { weights: Float64Array } {
  const counts = new Map<string, number>();
  for (const { student } of rows) counts.set(student, (counts.get(student) ?? 0) + 1);
  const inputs = new Float64Array(rows.length * width);
  for (const [row, { inputs: given }] of rows.entries()) inputs.set(given, row * width);
  return {
    inputs,
    width,
    outcomes: Uint8Array.from(rows, ({ outcome }) => Number(outcome)),
    weights: Float64Array.from(rows, ({ student }) => 1 / (counts.get(student) ?? 1)),
  };
}

function subset(sample: Sample & { weights: Float64Array }, isUsed: (row: number) => boolean) {
  const rows = [...sample.outcomes.keys()].filter(isUsed);
  const inputs = new Float64Array(rows.length * sample.width);
  for (const [to, row] of rows.entries())
    inputs.set(sample.inputs.subarray(row * sample.width, (row + 1) * sample.width), to * sample.width);
  return {
    inputs,
    width: sample.width,
    outcomes: Uint8Array.from(rows, (row) => at(sample.outcomes, row)),
    weights: Float64Array.from(rows, (row) => at(sample.weights, row)),
  };
}

function plain({ intercept, coefficients, means, scales, covariance }: RidgeFit) {
  return {
    intercept,
    coefficients: [...coefficients],
    means: [...means],
    scales: [...scales],
    covariance: [...covariance],
  };
}

function typed(model: Model) {
  return {
    coefficients: Float64Array.from(model.coefficients),
    means: Float64Array.from(model.means),
    scales: Float64Array.from(model.scales),
    covariance: Float64Array.from(model.covariance),
  };
}

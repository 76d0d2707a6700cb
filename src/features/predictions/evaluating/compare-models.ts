import { chanceOf, fitModel, foldsOf, type TrainingRow } from "#src/features/predictions/model/fit-model.ts";
import { type Measures, measuresOf } from "#src/features/predictions/model/measures.ts";

/** A row with what the rule says of it: true where it flags the student. */
export type ComparedRow = TrainingRow & { isFlagged: boolean };

/** The model and the rule on the same held-out rows. */
export type Comparison = {
  model: Measures;
  rule: Measures;
  outcomes: Uint8Array;
  probabilities: { model: Float64Array; rule: Float64Array };
};

/**
 * Cross-validation: each fold is predicted by a model fitted, and its penalty and calibration chosen, on the others
 * alone. The rule's probabilities are the shares of outcomes, in the others, of those it flags and those it does not:
 * the best that can be made of a flag.
 * @param seed decides the folds
 */
export function crossValidate(
  names: readonly string[],
  rows: readonly ComparedRow[],
  { folds, innerFolds, seed }: { folds: number; innerFolds: number; seed: number },
): Comparison {
  const fold = foldsOf(rows, folds, seed);
  const model = new Float64Array(rows.length);
  const rule = new Float64Array(rows.length);
  for (let k = 0; k < folds; k++) {
    const training = rows.filter((_, row) => fold[row] !== k);
    const fitted = fitModel(names, training, { folds: innerFolds, seed: seed + 1000 });
    const shares = ruleShares(training);
    for (const [row, { inputs, isFlagged }] of rows.entries()) {
      if (fold[row] !== k) continue;
      model[row] = chanceOf(fitted, inputs).probability;
      rule[row] = isFlagged ? shares.flagged : shares.others;
    }
  }
  return compared(rows, model, rule);
}

/** One model, fitted on some rows and asked about others. */
export function holdOut(
  names: readonly string[],
  training: readonly ComparedRow[],
  heldOut: readonly ComparedRow[],
): Comparison {
  const fitted = fitModel(names, training);
  const shares = ruleShares(training);
  return compared(
    heldOut,
    Float64Array.from(heldOut, ({ inputs }) => chanceOf(fitted, inputs).probability),
    Float64Array.from(heldOut, ({ isFlagged }) => (isFlagged ? shares.flagged : shares.others)),
  );
}

function compared(rows: readonly ComparedRow[], model: Float64Array, rule: Float64Array): Comparison {
  const outcomes = Uint8Array.from(rows, ({ outcome }) => Number(outcome));
  return {
    model: measuresOf(model, outcomes),
    rule: measuresOf(rule, outcomes),
    outcomes,
    probabilities: { model, rule },
  };
}

/** With one more of each outcome, so that no share is 0 or 1. */
function ruleShares(rows: readonly ComparedRow[]): { flagged: number; others: number } {
  const shareOf = (some: readonly ComparedRow[]) =>
    (some.filter(({ outcome }) => outcome).length + 1) / (some.length + 2);
  return {
    flagged: shareOf(rows.filter(({ isFlagged }) => isFlagged)),
    others: shareOf(rows.filter(({ isFlagged }) => !isFlagged)),
  };
}

/** One where the model's limit of one half sorts the row right. */
export function isRight({ outcomes, probabilities }: Comparison, row: number): number {
  return Number((probabilities.model[row] ?? 0) >= 0.5 === (outcomes[row] === 1));
}

/** A mean with its 95 % interval over seeds, by Student's t. */
export type Interval = { mean: number; low: number; high: number };

export function intervalOf(values: readonly number[]): Interval {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, low: mean, high: mean };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = t975(values.length - 1) * Math.sqrt(variance / values.length);
  return { mean, low: mean - half, high: mean + half };
}

/** The 97.5 % point of Student's t, by its expansion around the normal one; right to 0.01 from 4 degrees on. */
function t975(degrees: number): number {
  const z = 1.959963984540054;
  const [n, z3, z5] = [degrees, z ** 3, z ** 5];
  const z7 = z ** 7;
  return (
    z +
    (z3 + z) / (4 * n) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * n ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n ** 3)
  );
}

import { at } from "#src/features/predictions/model/cholesky.ts";
import { fitRidgeLogistic, probabilityOf } from "#src/features/predictions/model/ridge-logistic.ts";

/**
 * How good probabilities are against what happened. AUROC: the chance that of two students with different outcomes the
 * right one has the higher probability. Brier score: the mean squared distance to the outcome, lower is better.
 * Calibration slope and intercept: of a logistic regression of the outcome on the logit of the probability, 1 and 0
 * when the probabilities are true; the intercept is taken at slope 1. Null where there is only one outcome.
 */
export type Measures = {
  n: number;
  accuracy: number;
  auroc: number | null;
  brier: number;
  calibrationSlope: number | null;
  calibrationIntercept: number | null;
};

export function measuresOf(
  probabilities: ArrayLike<number>,
  outcomes: Uint8Array,
  weights: Float64Array = new Float64Array(outcomes.length).fill(1),
): Measures {
  return {
    n: outcomes.length,
    accuracy: accuracyOf(probabilities, outcomes, weights),
    auroc: aurocOf(probabilities, outcomes, weights),
    brier: brierOf(probabilities, outcomes, weights),
    ...calibrationOf(probabilities, outcomes, weights),
  };
}

/** The share that a limit of one half sorts right. */
function accuracyOf(probabilities: ArrayLike<number>, outcomes: Uint8Array, weights: Float64Array): number {
  return mean(outcomes, weights, (outcome, i) => Number(at(probabilities, i) >= 0.5 === (outcome === 1)));
}

function brierOf(probabilities: ArrayLike<number>, outcomes: Uint8Array, weights: Float64Array): number {
  return mean(outcomes, weights, (outcome, i) => (at(probabilities, i) - outcome) ** 2);
}

function mean(outcomes: Uint8Array, weights: Float64Array, value: (outcome: number, i: number) => number): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < outcomes.length; i++) {
    sum += at(weights, i) * value(at(outcomes, i), i);
    total += at(weights, i);
  }
  return sum / total;
}

/** By the weight of the pairs in the right order; equal probabilities count half. */
function aurocOf(probabilities: ArrayLike<number>, outcomes: Uint8Array, weights: Float64Array): number | null {
  const order = Array.from(outcomes.keys()).sort((a, b) => at(probabilities, a) - at(probabilities, b));
  let pairs = 0;
  let negativesBelow = 0;
  let positives = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let negativesHere = 0;
    let positivesHere = 0;
    const value = at(probabilities, at(order, from));
    for (; to < order.length && at(probabilities, at(order, to)) === value; to++) {
      const row = at(order, to);
      if (at(outcomes, row) === 1) positivesHere += at(weights, row);
      else negativesHere += at(weights, row);
    }
    pairs += positivesHere * (negativesBelow + negativesHere / 2);
    negativesBelow += negativesHere;
    positives += positivesHere;
    from = to;
  }
  return positives === 0 || negativesBelow === 0 ? null : pairs / (positives * negativesBelow);
}

function calibrationOf(probabilities: ArrayLike<number>, outcomes: Uint8Array, weights: Float64Array) {
  const logits = Float64Array.from(probabilities, logitOf);
  if (outcomes.every((outcome) => outcome === outcomes[0]))
    return { calibrationSlope: null, calibrationIntercept: null };
  const { slope } = slopeOn(logits, outcomes, weights);
  return { calibrationSlope: slope, calibrationIntercept: shiftOf(logits, outcomes, weights) };
}

/** The logistic regression of outcomes on one number: outcome odds e^(intercept + slope * value). */
export function slopeOn(
  values: Float64Array,
  outcomes: Uint8Array,
  weights?: Float64Array,
): { slope: number; intercept: number } {
  const fit = fitRidgeLogistic({ inputs: values, width: 1, outcomes, ...(weights && { weights }) }, 0);
  const slope = at(fit.coefficients, 0) / at(fit.scales, 0);
  return { slope, intercept: fit.intercept - slope * at(fit.means, 0) };
}

/** What has to be added to all logits, so that their mean probability is the share of the outcomes. */
function shiftOf(logits: Float64Array, outcomes: Uint8Array, weights: Float64Array): number {
  let low = -30;
  let high = 30;
  const wanted = mean(outcomes, weights, (outcome) => outcome);
  for (let i = 0; i < 60; i++) {
    const shift = (low + high) / 2;
    const share = mean(outcomes, weights, (_outcome, row) => probabilityOf(at(logits, row) + shift));
    if (share < wanted) low = shift;
    else high = shift;
  }
  return (low + high) / 2;
}

/** Within limits, so that a probability of 0 or 1 (a rule's) has a logit. */
export function logitOf(probability: number): number {
  const inside = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return Math.log(inside / (1 - inside));
}

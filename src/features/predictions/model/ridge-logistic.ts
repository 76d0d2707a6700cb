import { at, factorize, inverse, solve } from "#src/features/predictions/model/cholesky.ts";

/** Rows of inputs (row by row in one array, `width` a row), each with an outcome of 0 or 1 and a weight, 1 by default. */
export type Sample = {
  inputs: Float64Array;
  width: number;
  outcomes: Uint8Array;
  weights?: Float64Array;
};

/**
 * A fitted model. The linear predictor of a row is intercept + sum(coefficients * (input - mean) / scale).
 * `covariance` is that of intercept and coefficients, (width + 1) squared, row by row: the inverse of the Hessian.
 * `state` is "separated" where inputs without a penalty tell the outcomes apart, so that no largest likelihood exists;
 * the coefficients are then those at which the search was ended.
 */
export type RidgeFit = {
  state: "converged" | "separated" | "stopped";
  intercept: number;
  coefficients: Float64Array;
  means: Float64Array;
  scales: Float64Array;
  covariance: Float64Array;
  /** The norm of the gradient of the penalized sum at the end. */
  gradientNorm: number;
  iterations: number;
};

/**
 * Ridge logistic regression by iteratively reweighted least squares: minimizes
 * sum(weight * (log(1 + e^eta) - outcome * eta)) + penalty / 2 * sum(coefficients^2)
 * over inputs standardized by their weighted mean and deviation; the intercept is not penalized. Steps are halved until
 * the sum falls. A constant input gets the coefficient 0. `start` is an earlier fit of the same inputs.
 */
export function fitRidgeLogistic(
  sample: Sample,
  penalty: number,
  start?: Pick<RidgeFit, "intercept" | "coefficients">,
): RidgeFit {
  const design = standardize(sample);
  const size = sample.width + 1;
  let point = new Float64Array(size);
  point[0] = start?.intercept ?? startIntercept(design);
  if (start) point.set(start.coefficients, 1);
  let slope = differentiate(design, penalty, point);
  let state: RidgeFit["state"] = "stopped";
  let iterations = 0;
  // The gradient is a sum over all rows, and so is its rounding.
  const tolerance = 1e-13 * Math.max(design.total, 100);
  for (; iterations < maxIterations; iterations++) {
    if (norm(slope.gradient) <= tolerance) state = "converged";
    else if (penalty === 0 && isSeparated(slope.loss / design.total, point)) state = "separated";
    if (state !== "stopped") break;
    const direction = solve(factorize(slope.hessian, size), size, slope.gradient);
    const next = halveStep(design, penalty, { point, direction, slope });
    // No step lowers the sum any more: what is left of the gradient is rounding.
    if (!next) {
      state = norm(slope.gradient) <= tolerance * 1e3 ? "converged" : "stopped";
      break;
    }
    point = next;
    slope = differentiate(design, penalty, point);
  }
  return {
    state,
    intercept: at(point, 0),
    coefficients: point.slice(1),
    means: design.means,
    scales: design.scales,
    covariance: inverse(factorize(slope.hessian, size), size),
    gradientNorm: norm(slope.gradient),
    iterations,
  };
}

/** The linear predictor of a row of inputs, which start at `offset`. */
export function predictLinear(fit: Omit<RidgeFit, "state">, inputs: ArrayLike<number>, offset = 0): number {
  let eta = fit.intercept;
  for (let j = 0; j < fit.coefficients.length; j++)
    eta += (at(fit.coefficients, j) * (at(inputs, offset + j) - at(fit.means, j))) / at(fit.scales, j);
  return eta;
}

/** The deviation of a linear predictor, by the delta method. */
export function deviationOf(fit: Pick<RidgeFit, "covariance" | "means" | "scales">, inputs: ArrayLike<number>): number {
  const width = fit.means.length;
  const size = width + 1;
  const row = new Float64Array(size);
  row[0] = 1;
  for (let j = 0; j < width; j++) row[j + 1] = (at(inputs, j) - at(fit.means, j)) / at(fit.scales, j);
  let sum = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) sum += at(row, i) * at(fit.covariance, i * size + j) * at(row, j);
  return Math.sqrt(Math.max(0, sum));
}

/** The probability of a linear predictor. */
export function probabilityOf(eta: number): number {
  return eta >= 0 ? 1 / (1 + Math.exp(-eta)) : Math.exp(eta) / (1 + Math.exp(eta));
}

const maxIterations = 100;
const maxHalvings = 40;

type Design = {
  /** Standardized, with a first column of ones. */
  rows: Float64Array;
  size: number;
  outcomes: Uint8Array;
  weights: Float64Array;
  total: number;
  means: Float64Array;
  scales: Float64Array;
};

function standardize({ inputs, width, outcomes, weights: given }: Sample): Design {
  const count = outcomes.length;
  const weights = given ?? new Float64Array(count).fill(1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const size = width + 1;
  const rows = new Float64Array(count * size);
  const means = new Float64Array(width);
  const scales = new Float64Array(width);
  for (let j = 0; j < width; j++) {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += at(weights, i) * at(inputs, i * width + j);
    const mean = sum / total;
    let squares = 0;
    for (let i = 0; i < count; i++) squares += at(weights, i) * (at(inputs, i * width + j) - mean) ** 2;
    const deviation = Math.sqrt(squares / total);
    const isConstant = deviation <= 1e-12 * Math.max(1, Math.abs(mean));
    means[j] = mean;
    scales[j] = isConstant ? 1 : deviation;
    for (let i = 0; i < count; i++)
      rows[i * size + j + 1] = isConstant ? 0 : (at(inputs, i * width + j) - mean) / deviation;
  }
  for (let i = 0; i < count; i++) rows[i * size] = 1;
  return { rows, size, outcomes, weights, total, means, scales };
}

/** The share of the outcomes, with a half of each added so that it is never 0 or 1. */
function startIntercept({ outcomes, weights, total }: Design): number {
  let positive = 0.5;
  for (let i = 0; i < outcomes.length; i++) positive += at(weights, i) * at(outcomes, i);
  return Math.log(positive / (total + 1 - positive));
}

type Slope = { loss: number; gradient: Float64Array; hessian: Float64Array };

function differentiate(design: Design, penalty: number, beta: Float64Array): Slope {
  const { rows, size, outcomes, weights } = design;
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  let loss = 0;
  for (let i = 0; i < outcomes.length; i++) {
    const offset = i * size;
    const eta = etaOf(rows, offset, beta);
    const probability = probabilityOf(eta);
    const weight = at(weights, i);
    loss += weight * lossOf(eta, at(outcomes, i));
    const residual = weight * (probability - at(outcomes, i));
    const curvature = weight * probability * (1 - probability);
    for (let j = 0; j < size; j++) {
      const value = at(rows, offset + j);
      gradient[j] = at(gradient, j) + residual * value;
      const curved = curvature * value;
      for (let k = 0; k <= j; k++) hessian[j * size + k] = at(hessian, j * size + k) + curved * at(rows, offset + k);
    }
  }
  for (let j = 1; j < size; j++) {
    loss += (penalty / 2) * at(beta, j) ** 2;
    gradient[j] = at(gradient, j) + penalty * at(beta, j);
    hessian[j * size + j] = at(hessian, j * size + j) + penalty;
  }
  for (let j = 0; j < size; j++) for (let k = 0; k < j; k++) hessian[k * size + j] = at(hessian, j * size + k);
  return { loss, gradient, hessian };
}

function halveStep(
  design: Design,
  penalty: number,
  from: { point: Float64Array; direction: Float64Array; slope: Slope },
): Float64Array<ArrayBuffer> | undefined {
  const fall = from.direction.reduce((sum, value, j) => sum + value * at(from.slope.gradient, j), 0);
  const rounding = 1e-14 * Math.abs(from.slope.loss);
  let step = 1;
  for (let i = 0; i < maxHalvings; i++, step /= 2) {
    const next = Float64Array.from(from.point, (value, j) => value - step * at(from.direction, j));
    if (next.every((value, j) => value === at(from.point, j))) return undefined;
    const loss = lossAt(design, penalty, next);
    if (loss <= from.slope.loss - 1e-4 * step * fall + rounding) return next;
  }
  return undefined;
}

function lossAt({ rows, size, outcomes, weights }: Design, penalty: number, beta: Float64Array): number {
  let loss = 0;
  for (let i = 0; i < outcomes.length; i++)
    loss += at(weights, i) * lossOf(etaOf(rows, i * size, beta), at(outcomes, i));
  for (let j = 1; j < size; j++) loss += (penalty / 2) * at(beta, j) ** 2;
  return loss;
}

function etaOf(rows: Float64Array, offset: number, beta: Float64Array): number {
  let eta = 0;
  for (let j = 0; j < beta.length; j++) eta += at(rows, offset + j) * at(beta, j);
  return eta;
}

/** log(1 + e^eta) - outcome * eta, without overflow. */
function lossOf(eta: number, outcome: number): number {
  return (eta > 0 ? eta + Math.log1p(Math.exp(-eta)) : Math.log1p(Math.exp(eta))) - outcome * eta;
}

/** Of standardized inputs, a coefficient of 25 makes odds of 10^10 out of one deviation. */
function isSeparated(meanLoss: number, beta: Float64Array): boolean {
  return meanLoss < 1e-7 || beta.subarray(1).some((value) => Math.abs(value) > 25);
}

function norm(values: Float64Array): number {
  return Math.hypot(...values);
}

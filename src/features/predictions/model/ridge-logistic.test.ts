import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at } from "./cholesky.ts";
import { randomOf } from "./random.ts";
import { deviationOf, fitRidgeLogistic, predictLinear, probabilityOf, type Sample } from "./ridge-logistic.ts";

type Case = {
  name: string;
  penalty: number;
  inputs: number[][];
  outcomes: number[];
  weights: number[];
  intercept: number;
  coefficients: number[];
};
const oracle: { cases: Case[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, "ridge-logistic.oracle.json"), "utf8"),
);

const sampleOf = ({ inputs, outcomes, weights }: Pick<Case, "inputs" | "outcomes" | "weights">): Sample => ({
  inputs: Float64Array.from(inputs.flat()),
  width: inputs[0]?.length ?? 0,
  outcomes: Uint8Array.from(outcomes),
  weights: Float64Array.from(weights),
});

/** A sample whose outcomes follow the inputs. */
function simulate(seed: number, rows: number, width: number): Sample {
  const random = randomOf(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const inputs = Float64Array.from({ length: rows * width }, normal);
  const truth = Array.from({ length: width }, () => normal() / Math.sqrt(width));
  const outcomes = Uint8Array.from({ length: rows }, (_, row) => {
    const eta = truth.reduce((sum, value, j) => sum + value * at(inputs, row * width + j), 0.3);
    return Number(random() < probabilityOf(eta));
  });
  return { inputs, width, outcomes };
}

/** The gradient of the penalized sum, by its definition. */
function gradientOf(sample: Sample, penalty: number, fit: ReturnType<typeof fitRidgeLogistic>): number[] {
  const gradient = Array.from({ length: sample.width + 1 }, (_, j) => (j ? penalty * at(fit.coefficients, j - 1) : 0));
  for (let row = 0; row < sample.outcomes.length; row++) {
    const eta = predictLinear(fit, sample.inputs, row * sample.width);
    const residual = (sample.weights?.[row] ?? 1) * (probabilityOf(eta) - at(sample.outcomes, row));
    gradient[0] = at(gradient, 0) + residual;
    for (let j = 0; j < sample.width; j++) {
      const value = (at(sample.inputs, row * sample.width + j) - at(fit.means, j)) / at(fit.scales, j);
      gradient[j + 1] = at(gradient, j + 1) + residual * value;
    }
  }
  return gradient;
}

describe("ridge logistic regression", () => {
  it.each(oracle.cases)("equals scikit-learn: $name", (known) => {
    const fit = fitRidgeLogistic(sampleOf(known), known.penalty);
    expect(fit.state).toBe("converged");
    expect(Math.abs(fit.intercept - known.intercept)).toBeLessThan(1e-6);
    for (const [j, value] of known.coefficients.entries())
      expect(Math.abs(at(fit.coefficients, j) - value)).toBeLessThan(1e-6);
  });

  it("ends where the gradient is 0, with any penalty, weights and inputs", () => {
    const row = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(row, fc.boolean(), fc.double({ min: 0.1, max: 5, noNaN: true })), {
          minLength: 2,
          maxLength: 60,
        }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (rows, penalty) => {
          const sample = sampleOf({
            inputs: rows.map(([inputs]) => inputs),
            outcomes: rows.map(([, outcome]) => Number(outcome)),
            weights: rows.map(([, , weight]) => weight),
          });
          // With one outcome only there is no finite intercept.
          fc.pre(new Set(sample.outcomes).size === 2);
          const fit = fitRidgeLogistic(sample, penalty);
          expect(Math.hypot(...gradientOf(sample, penalty, fit))).toBeLessThan(1e-8);
          expect(fit.gradientNorm).toBeLessThan(1e-8);
          expect(fit.state).toBe("converged");
        },
      ),
      { numRuns: 300, seed: 11 },
    );
  });

  it("gives a constant column no part, and two equal columns the same prediction as one", () => {
    const one = simulate(3, 200, 1);
    const wide = (columns: (value: number) => number[]): Sample => {
      const inputs = [...one.inputs].flatMap(columns);
      return { ...one, inputs: Float64Array.from(inputs), width: inputs.length / one.outcomes.length };
    };
    for (const penalty of [0, 2]) {
      const alone = fitRidgeLogistic(one, penalty);
      const constant = fitRidgeLogistic(
        wide((value) => [7.3, value]),
        penalty,
      );
      expect(constant.coefficients[0]).toBe(0);
      expect(constant.coefficients[1]).toBeCloseTo(at(alone.coefficients, 0), 9);
    }
    const alone = fitRidgeLogistic(one, 0);
    const twice = fitRidgeLogistic(
      wide((value) => [value, 2 * value]),
      0,
    );
    expect(predictLinear(twice, [1, 2])).toBeCloseTo(predictLinear(alone, [1]), 6);
  });

  it("says so when outcomes are separated, and stays finite; a penalty makes them a usual fit", () => {
    const sample: Sample = {
      inputs: Float64Array.from([-3, -2, -1, 1, 2, 3]),
      width: 1,
      outcomes: Uint8Array.from([0, 0, 0, 1, 1, 1]),
    };
    const fit = fitRidgeLogistic(sample, 0);
    expect(fit.state).toBe("separated");
    expect(Number.isFinite(fit.coefficients[0])).toBe(true);
    expect(fitRidgeLogistic(sample, 1).state).toBe("converged");
  });

  it("counts a weight of two as two rows", () => {
    const sample = simulate(5, 80, 3);
    const doubled: Sample = {
      ...sample,
      inputs: Float64Array.from([...sample.inputs, ...sample.inputs]),
      outcomes: Uint8Array.from([...sample.outcomes, ...sample.outcomes]),
    };
    const weighted = fitRidgeLogistic({ ...sample, weights: new Float64Array(80).fill(2) }, 3);
    expect([...weighted.coefficients]).toEqual(
      [...fitRidgeLogistic(doubled, 3).coefficients].map((value) => expect.closeTo(value, 9)),
    );
  });

  it("has a range for the linear predictor that holds the truth as often as it says", () => {
    const width = 3;
    const truth = [0.8, -0.5, 0.3];
    let inside = 0;
    const repeats = 300;
    for (let seed = 0; seed < repeats; seed++) {
      const random = randomOf(seed + 1000);
      const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      const inputs = Float64Array.from({ length: 300 * width }, normal);
      const etaOf = (row: ArrayLike<number>, offset = 0) =>
        truth.reduce((sum, value, j) => sum + value * at(row, offset + j), 0.2);
      const outcomes = Uint8Array.from({ length: 300 }, (_, row) =>
        Number(random() < probabilityOf(etaOf(inputs, row * width))),
      );
      const fit = fitRidgeLogistic({ inputs, width, outcomes }, 0.5);
      const asked = [normal(), normal(), normal()];
      if (Math.abs(predictLinear(fit, asked) - etaOf(asked)) <= 1.2816 * deviationOf(fit, asked)) inside += 1;
    }
    expect(inside / repeats).toBeGreaterThan(0.74);
    expect(inside / repeats).toBeLessThan(0.86);
  });

  it("fits 20,000 rows of 40 inputs to a gradient below 1e-8", () => {
    const sample = simulate(1, 20_000, 40);
    const fit = fitRidgeLogistic(sample, 5);
    expect(fit.state).toBe("converged");
    expect(Math.hypot(...gradientOf(sample, 5, fit))).toBeLessThan(1e-8);
  });
});

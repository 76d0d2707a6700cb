import { performance } from "node:perf_hooks";
import { randomOf } from "#src/features/predictions/model/random.ts";
import { fitRidgeLogistic, probabilityOf, type Sample } from "#src/features/predictions/model/ridge-logistic.ts";

/**
 * Measures the fit of the prediction model: 20,000 students by 40 inputs. Run with `node bench/prediction.bench.ts`; it
 * fails above its limit.
 */
const limitMs = 600;

const width = 40;
const random = randomOf(1);
const inputs = Float64Array.from({ length: 20_000 * width }, () => random() + random() + random() - 1.5);
const outcomes = Uint8Array.from({ length: 20_000 }, (_, row) => {
  const eta = inputs.subarray(row * width, row * width + 5).reduce((sum, value) => sum + value, 0.2);
  return Number(random() < probabilityOf(eta));
});
const sample: Sample = { inputs, width, outcomes };

const times = Array.from({ length: 5 }, () => {
  const startedAt = performance.now();
  const fit = fitRidgeLogistic(sample, 10);
  if (fit.state !== "converged") throw new Error(`the fit ended as ${fit.state}`);
  return performance.now() - startedAt;
});
const median = times.toSorted((a, b) => a - b)[2] ?? 0;
console.log(`20,000 x 40: ${Math.round(median)} ms (at most ${limitMs})`);
if (median > limitMs) process.exitCode = 1;

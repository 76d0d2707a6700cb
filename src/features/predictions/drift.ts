import { chanceOf, type Model } from "#src/features/predictions/model/fit-model.ts";
import { type Measures, measuresOf } from "#src/features/predictions/model/measures.ts";

/**
 * How far the students are from those a model learnt from. `stability` is the population stability index of the chances:
 * below 0.1 alike, above 0.25 others. `since` measures the model on students whose plan ended after it was fitted.
 */
export type Drift = { checkedOn: string; stability: number | null; since: Measures | null; isDrifted: boolean };

/** The limits between tenths of the chances in training. */
export type Tenths = number[];

export function tenthsOf(chances: readonly number[]): Tenths {
  const sorted = chances.toSorted((a, b) => a - b);
  return Array.from({ length: 9 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / 10)] ?? 1);
}

const fewestSince = 30;
const mostStability = 0.25;

/** @param now chances of the students under way; `since` rows of those who have finished since the fit */
export function driftOf(
  { tenths, model }: { tenths: Tenths; model: Model },
  now: readonly number[],
  since: readonly { inputs: ArrayLike<number>; outcome: boolean }[],
  checkedOn: string,
): Drift {
  const stability = now.length < fewestSince ? null : stabilityOf(tenths, now);
  const measured =
    since.length < fewestSince
      ? null
      : measuresOf(
          since.map(({ inputs }) => chanceOf(model, inputs).probability),
          Uint8Array.from(since, ({ outcome }) => Number(outcome)),
        );
  const slope = measured?.calibrationSlope ?? null;
  const isOff = slope !== null && (slope < 0.6 || slope > 1.6);
  return {
    checkedOn,
    stability,
    since: measured,
    isDrifted: isOff || (stability !== null && stability > mostStability),
  };
}

/** The sum over tenths of (share now - a tenth) * log(share now / a tenth); a tenth without anybody counts a half. */
function stabilityOf(tenths: Tenths, now: readonly number[]): number {
  const counts = Array.from({ length: tenths.length + 1 }, () => 0);
  for (const chance of now) {
    const place = tenths.filter((limit) => chance >= limit).length;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts.reduce((sum, count) => {
    const share = Math.max(count, 0.5) / now.length;
    return sum + (share - 0.1) * Math.log(share / 0.1);
  }, 0);
}

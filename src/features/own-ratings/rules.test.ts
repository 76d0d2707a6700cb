import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviation, shrinkDifference } from "#src/features/own-ratings/rules.ts";

/** Differences by evaluator. */
type Groups = number[][];

const groups = fc.array(
  fc.array(
    fc.integer({ min: -100, max: 100 }).map((n) => n / 100),
    { minLength: 1, maxLength: 12 },
  ),
  { minLength: 2, maxLength: 8 },
);

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function sumsOf(all: Groups) {
  const flat = all.flat();
  return {
    evaluators: all.length,
    ratings: flat.length,
    squaredCounts: all.reduce((sum, one) => sum + one.length ** 2, 0),
    within: all.reduce((sum, one) => sum + one.reduce((part, value) => part + (value - mean(one)) ** 2, 0), 0),
    between: all.reduce((sum, one) => sum + one.length * (mean(one) - mean(flat)) ** 2, 0),
  };
}

/**
 * The same estimate by another way: the variances from all pairs of differences (a U-statistic gives the variance
 * within; the two mean squares, from pairs too, that between), and the posterior by multiplying the two densities.
 */
function oracle(all: Groups, index: number) {
  const flat = all.flat();
  const total = flat.length;
  const k = all.length;
  const pairs = (values: readonly number[]) =>
    values.reduce((sum, a, i) => sum + values.slice(i + 1).reduce((part, b) => part + (a - b) ** 2, 0), 0);
  const within = all.reduce((sum, one) => sum + pairs(one) / one.length, 0);
  const everything = pairs(flat) / total;
  const meanSquareWithin = within / (total - k);
  const meanSquareBetween = (everything - within) / (k - 1);
  const size = (total - all.reduce((sum, one) => sum + one.length ** 2, 0) / total) / (k - 1);
  const between = Math.max(0, (meanSquareBetween - meanSquareWithin) / size);
  const own = all[index] ?? [];
  if (between === 0) return { shrunken: 0, deviation: 0 };
  if (meanSquareWithin === 0) return { shrunken: mean(own), deviation: 0 };
  const precision = 1 / between + own.length / meanSquareWithin;
  return {
    shrunken: own.reduce((sum, value) => sum + value, 0) / meanSquareWithin / precision,
    deviation: Math.sqrt(1 / precision),
  };
}

describe("the shrunken difference", () => {
  it("is that of an independent calculation", () => {
    fc.assert(
      fc.property(groups, fc.nat(), (all, pick) => {
        const index = pick % all.length;
        const own = all[index] ?? [];
        const found = shrinkDifference({ mean: mean(own), count: own.length }, sumsOf(all));
        if (all.every(({ length }) => length === 1)) {
          expect(found).toBeNull();
          return;
        }
        const expected = oracle(all, index);
        // Around no variance at all, one way rounds to 0 and the other does not.
        if (Math.abs(sumsOf(all).between) < 1e-9 || sumsOf(all).within < 1e-9) return;
        expect(found?.shrunken).toBeCloseTo(expected.shrunken, 6);
        expect(((found?.high ?? 0) - (found?.low ?? 0)) / 2).toBeCloseTo(1.96 * expected.deviation, 5);
      }),
    );
  });

  it("never exceeds what was counted, and never changes its side", () => {
    fc.assert(
      fc.property(groups, (all) => {
        const own = all[0] ?? [];
        const found = shrinkDifference({ mean: mean(own), count: own.length }, sumsOf(all));
        if (!found) return;
        expect(Math.abs(found.shrunken)).toBeLessThanOrEqual(Math.abs(mean(own)) + 1e-12);
        expect(found.shrunken * mean(own)).toBeGreaterThanOrEqual(0);
        expect(found.low).toBeLessThanOrEqual(found.shrunken);
        expect(found.high).toBeGreaterThanOrEqual(found.shrunken);
      }),
    );
  });

  it("is 0 where chance explains all of it, and all of it where nothing is chance", () => {
    const byChance: Groups = [
      [0.5, -0.5],
      [0.5, -0.5],
      [0.25, -0.25],
    ];
    expect(shrinkDifference({ mean: 0, count: 2 }, sumsOf(byChance))?.shrunken).toBe(0);
    const certain: Groups = [
      [0.2, 0.2],
      [-0.2, -0.2],
    ];
    expect(shrinkDifference({ mean: 0.2, count: 2 }, sumsOf(certain))).toEqual({ shrunken: 0.2, low: 0.2, high: 0.2 });
  });

  it("draws few ratings further towards 0 than many", () => {
    const school = sumsOf([
      [0.3, 0.1, 0.2, 0.4],
      [-0.2, -0.4, -0.3],
      [0, 0.1, -0.1],
    ]);
    const few = shrinkDifference({ mean: 0.25, count: 2 }, school)?.shrunken ?? 0;
    const many = shrinkDifference({ mean: 0.25, count: 40 }, school)?.shrunken ?? 0;
    expect(few).toBeLessThan(many);
    expect(many).toBeLessThan(0.25);
  });

  it("is unknown with one evaluator, and where nobody rated twice", () => {
    expect(shrinkDifference({ mean: 0.1, count: 3 }, sumsOf([[0.1, 0.2, 0]]))).toBeNull();
    expect(shrinkDifference({ mean: 0.1, count: 1 }, sumsOf([[0.1], [0.2]]))).toBeNull();
    const none = { evaluators: 0, ratings: 0, squaredCounts: 0, within: 0, between: 0 };
    expect(shrinkDifference({ mean: 0, count: 0 }, none)).toBeNull();
  });
});

describe("a deviation", () => {
  it("needs a second value", () => {
    expect(deviation(8, 2)).toBe(2);
    expect(deviation(0, 0)).toBeNull();
    // Sums of squares around the mean may come out a little below 0.
    expect(deviation(-1e-18, 5)).toBe(0);
  });
});

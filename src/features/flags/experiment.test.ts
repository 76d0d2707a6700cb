import { describe, expect, it } from "vitest";
import { checkSplit, chiSquareTail, compareGroups, halfWidth } from "./experiment.ts";
import { fewestCompared } from "./values.ts";

/** A generator of numbers from 0 to 1 (mulberry32), the same in each run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("the tail of the chi-square distribution", () => {
  it("is that of the tables", () => {
    // Critical values of NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4.
    const table: [degrees: number, x: number, probability: number][] = [
      [1, 3.841, 0.05],
      [1, 6.635, 0.01],
      [1, 10.828, 0.001],
      [2, 5.991, 0.05],
      [2, 13.816, 0.001],
      [3, 7.815, 0.05],
      [4, 9.488, 0.05],
      [5, 11.07, 0.05],
      [5, 20.515, 0.001],
      [6, 12.592, 0.05],
    ];
    for (const [degrees, x, probability] of table) {
      expect(chiSquareTail(x, degrees) / probability, `${x} at ${degrees}`).toBeCloseTo(1, 2);
    }
    expect(chiSquareTail(0, 3)).toBe(1);
  });
});

describe("the check of the split", () => {
  const half = new Map([
    ["a", 0.5],
    ["b", 0.5],
  ]);
  it("finds the split of the book uneven, and one by chance not", () => {
    // Kohavi, Tang and Xu, "Trustworthy Online Controlled Experiments", 2020: 1.8e-6 for these people of two halves.
    const uneven = checkSplit(
      new Map([
        ["a", 821_588],
        ["b", 815_482],
      ]),
      half,
    );
    expect(uneven?.isUneven).toBe(true);
    expect(uneven?.probability).toBeCloseTo(1.8e-6, 7);
    expect(
      checkSplit(
        new Map([
          ["a", 510],
          ["b", 490],
        ]),
        half,
      ),
    ).toMatchObject({ isUneven: false });
  });

  it("goes by the shares, and counts a variant that nobody should have met", () => {
    const tenth = new Map([
      ["a", 0.9],
      ["b", 0.1],
    ]);
    expect(
      checkSplit(
        new Map([
          ["a", 905],
          ["b", 95],
        ]),
        tenth,
      )?.isUneven,
    ).toBe(false);
    expect(
      checkSplit(
        new Map([
          ["a", 500],
          ["b", 500],
        ]),
        tenth,
      )?.isUneven,
    ).toBe(true);
    expect(
      checkSplit(
        new Map([
          ["a", 900],
          ["b", 100],
          ["c", 1],
        ]),
        tenth,
      )?.isUneven,
    ).toBe(true);
    // Nobody met the second at all.
    expect(checkSplit(new Map([["a", 100]]), half)?.isUneven).toBe(true);
  });

  it("does not judge by a handful, or without a split", () => {
    expect(checkSplit(new Map([["a", 9]]), half)).toBeNull();
    expect(checkSplit(new Map([["a", 900]]), new Map([["a", 1]]))).toBeNull();
  });
});

describe("the interval of a difference", () => {
  it("ends where the likelihood ratio of the mixture is 1 / 0.05, integrated by Simpson's rule", () => {
    const tau = 0.05;
    const density = (x: number, mean: number, variance: number) =>
      Math.exp(-((x - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
    for (const variance of [0.01, 0.001, 0.0001]) {
      const estimate = halfWidth(variance, 0.05);
      const steps = 4_000;
      const from = -1;
      const width = 2 / steps;
      let mixed = 0;
      for (let n = 0; n <= steps; n += 1) {
        const effect = from + n * width;
        const weight = n === 0 || n === steps ? 1 : n % 2 === 1 ? 4 : 2;
        mixed += weight * density(estimate, effect, variance) * density(effect, 0, tau ** 2);
      }
      mixed *= width / 3;
      expect(mixed / density(estimate, 0, variance)).toBeCloseTo(20, 3);
    }
  });

  it("is around the difference, wider than for one look, and narrower with more people", () => {
    const few = compareGroups({ people: 200, reached: 60 }, { people: 200, reached: 80 });
    const many = compareGroups({ people: 20_000, reached: 6_000 }, { people: 20_000, reached: 8_000 });
    expect(few?.difference).toBeCloseTo(0.1, 12);
    expect(few && few.high - few.low).toBeGreaterThan(2 * 1.96 * Math.sqrt((0.3 * 0.7 + 0.4 * 0.6) / 200));
    expect(few && few.low < 0 && few.high > 0).toBe(true);
    expect(many && many.low > 0.08 && many.high < 0.12).toBe(true);
  });

  it("is not there for small groups, and is wider where several are compared", () => {
    const small = { people: fewestCompared - 1, reached: 10 };
    expect(compareGroups(small, { people: 900, reached: 300 })).toBeNull();
    expect(compareGroups({ people: 900, reached: 300 }, small)).toBeNull();
    const big = { people: 900, reached: 300 };
    const [one, three] = [compareGroups(big, big), compareGroups(big, big, 3)];
    expect(one && three && three.high - three.low > one.high - one.low).toBe(true);
    expect(compareGroups({ people: 50, reached: 0 }, { people: 50, reached: 0 })).toMatchObject({ difference: 0 });
  });

  it("misses in at most 5 of 100 experiments though it is looked at after every pair; one for a single look in many more", () => {
    const random = randomFrom(13);
    const experiments = 400;
    let missed = 0;
    let missedBySingleLook = 0;
    for (let experiment = 0; experiment < experiments; experiment += 1) {
      const [control, group] = [
        { people: 0, reached: 0 },
        { people: 0, reached: 0 },
      ];
      let isMissed = false;
      let isMissedBySingleLook = false;
      for (let pair = 0; pair < 1_500; pair += 1) {
        for (const one of [control, group]) {
          one.people += 1;
          one.reached += random() < 0.3 ? 1 : 0;
        }
        const found = compareGroups(control, group);
        if (!found) continue;
        if (found.low > 0 || found.high < 0) isMissed = true;
        const shares = [control, group].map(({ people, reached }) => reached / people);
        const variance = shares.reduce((sum, share) => sum + (share * (1 - share)) / control.people, 0);
        if (Math.abs(found.difference) > 1.96 * Math.sqrt(variance)) isMissedBySingleLook = true;
      }
      missed += isMissed ? 1 : 0;
      missedBySingleLook += isMissedBySingleLook ? 1 : 0;
    }
    expect(missed / experiments).toBeLessThanOrEqual(0.05);
    expect(missedBySingleLook / experiments).toBeGreaterThan(0.25);
  });
});

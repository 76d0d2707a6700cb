import { describe, expect, it } from "vitest";
import { dayNumber } from "./facts-of.ts";
import { forecast, type Pace, paceOf, paceOfCohort } from "./forecast.ts";
import { betaQuantile, incompleteBeta } from "./model/incomplete-beta.ts";
import { randomOf } from "./model/random.ts";

const today = dayNumber("2026-11-26");

/** Students whose paces are gamma distributed, and who complete at random times. */
function simulate(seed: number, count: number, shape: number, perDay: number) {
  const random = randomOf(seed);
  const exponential = () => -Math.log(1 - random());
  // A gamma variable of a whole shape is a sum of exponential ones.
  const gamma = () => Array.from({ length: shape }, exponential).reduce((sum, value) => sum + value, 0) / shape;
  return Array.from({ length: count }, () => {
    const rate = perDay * gamma();
    const days = 60 + Math.floor(random() * 60);
    const completedOn: number[] = [];
    for (let at = exponential() / rate; at < 2000; at += exponential() / rate) completedOn.push(Math.floor(at));
    return { days, completedOn };
  });
}

describe("the incomplete beta function", () => {
  it.each([
    [0.5, 2, 3, 0.6875],
    [0.2, 1, 1, 0.2],
    [0.7, 5, 1, 0.7 ** 5],
    [0.3, 1, 4, 1 - 0.7 ** 4],
    [0.5, 30, 30, 0.5],
  ])("at %s of (%s, %s) is %s", (x, a, b, expected) => {
    expect(incompleteBeta(x, a, b)).toBeCloseTo(expected, 10);
    expect(betaQuantile(expected, a, b)).toBeCloseTo(x, 8);
  });
});

describe("the completion forecast", () => {
  it("holds for as many simulated students as it says", () => {
    for (const [shape, perDay] of [
      [3, 0.12],
      [8, 0.2],
    ] as const) {
      const cohort = simulate(shape, 200, shape, perDay);
      const pace = ({ days, completedOn }: (typeof cohort)[number]) => paceOf(completedOn, 0, days);
      const known = paceOfCohort(cohort.map(pace));
      let asked = 0;
      let by50 = 0;
      let by80 = 0;
      for (const student of simulate(shape + 100, 3000, shape, perDay)) {
        const left = 10;
        const done = student.completedOn.filter((day) => day <= student.days).length;
        const found = forecast(pace(student), left, known, student.days);
        const finishedOn = student.completedOn[done + left - 1];
        if (!found || finishedOn === undefined) continue;
        asked += 1;
        by50 += Number(finishedOn <= found.p50);
        by80 += Number(finishedOn <= found.p80);
      }
      expect(asked).toBeGreaterThan(2000);
      expect(by50 / asked).toBeGreaterThan(0.45);
      expect(by50 / asked).toBeLessThan(0.55);
      expect(by80 / asked).toBeGreaterThan(0.75);
      expect(by80 / asked).toBeLessThan(0.85);
    }
  });

  const one = (completed: number, days = 84): Pace => ({ completed, days });
  const cohort = paceOfCohort([]);

  it("is about what the pace says: one a week for 13 left is three months", () => {
    const found = forecast(one(12), 13, cohort, today);
    expect((found?.p50 ?? 0) - today).toBeGreaterThan(80);
    expect((found?.p50 ?? 0) - today).toBeLessThan(105);
    expect(found?.p80).toBeGreaterThan(found?.p50 ?? 0);
  });

  it.each([
    ["nothing left", one(12), 0],
    ["under four weeks", one(5, 27), 10],
    ["one completed", one(1), 10],
    ["a pace that takes years", one(2), 60],
  ])("is none with %s", (_, pace, left) => {
    expect(forecast(pace, left, cohort, today)).toBeNull();
  });

  it("comes sooner with a faster cohort, a higher pace and less left", () => {
    const p50 = (pace: Pace, left: number, others = cohort) => forecast(pace, left, others, today)?.p50 ?? Number.NaN;
    const fast = paceOfCohort(Array.from({ length: 10 }, (_, i) => one(20 + i)));
    expect(p50(one(8), 10, fast)).toBeLessThan(p50(one(8), 10));
    expect(p50(one(16), 10)).toBeLessThan(p50(one(8), 10));
    expect(p50(one(8), 5)).toBeLessThan(p50(one(8), 10));
  });

  it("counts the last twelve weeks, or since the first day", () => {
    expect(paceOf([10, 20, 95, 100, null], 0, 100)).toEqual({ days: 84, completed: 3 });
    expect(paceOf([10, 20, 31], 0, 30)).toEqual({ days: 30, completed: 2 });
  });
});

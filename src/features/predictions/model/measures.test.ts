import { describe, expect, it } from "vitest";
import { measuresOf } from "./measures.ts";
import { randomOf } from "./random.ts";

const outcomes = (...values: number[]) => Uint8Array.from(values);

describe("the measures of probabilities", () => {
  it("are those worked out by hand", () => {
    const found = measuresOf([0.1, 0.4, 0.35, 0.8], outcomes(0, 0, 1, 1));
    expect(found.auroc).toBe(0.75);
    expect(found.brier).toBeCloseTo((0.01 + 0.16 + 0.4225 + 0.04) / 4, 12);
    expect(found.accuracy).toBe(0.75);
  });

  it("count equal probabilities half", () => {
    expect(measuresOf([0.5, 0.5, 0.5], outcomes(0, 1, 1)).auroc).toBe(0.5);
    expect(measuresOf([0, 1, 1, 0], outcomes(0, 1, 0, 0)).auroc).toBeCloseTo(5 / 6, 12);
  });

  it("say nothing of one outcome alone", () => {
    expect(measuresOf([0.2, 0.3], outcomes(1, 1))).toMatchObject({
      auroc: null,
      calibrationSlope: null,
      calibrationIntercept: null,
    });
  });

  it("weigh a pair by its rows", () => {
    const weighted = measuresOf([0.2, 0.7, 0.6], outcomes(0, 0, 1), Float64Array.from([2, 1, 1]));
    const repeated = measuresOf([0.2, 0.2, 0.7, 0.6], outcomes(0, 0, 0, 1));
    expect(weighted.auroc).toBeCloseTo(repeated.auroc ?? -1, 12);
    expect(weighted.brier).toBeCloseTo(repeated.brier, 12);
  });

  it("find slope 1 and intercept 0 of true probabilities, a slope of a half of those twice too sure", () => {
    const random = randomOf(4);
    const etas = Array.from({ length: 40_000 }, () => (random() - 0.5) * 5);
    const true_ = etas.map((eta) => 1 / (1 + Math.exp(-eta)));
    const happened = Uint8Array.from(true_, (chance) => Number(random() < chance));
    const good = measuresOf(true_, happened);
    expect(good.calibrationSlope).toBeCloseTo(1, 1);
    expect(good.calibrationIntercept).toBeCloseTo(0, 1);
    const sure = measuresOf(
      etas.map((eta) => 1 / (1 + Math.exp(-2 * eta))),
      happened,
    );
    expect(sure.calibrationSlope).toBeCloseTo(0.5, 1);
  });
});

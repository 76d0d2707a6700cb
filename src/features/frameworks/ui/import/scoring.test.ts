import { describe, expect, it } from "vitest";
import { isTargetOf, methods, obstacleOf, type RatingScale } from "./scoring.ts";

const ordinal: RatingScale = {
  id: "scale_entrustment",
  name: "Entrustment",
  kind: "ORDINAL",
  min: 1,
  max: 5,
  defaultTarget: 4,
  allowMean: false,
  levels: [1, 2, 3, 4, 5].map((value) => ({ value, label: String(value), description: "" })),
};
const numeric: RatingScale = { ...ordinal, kind: "NUMERIC", min: 0, levels: [] };

describe("the settings of an import", () => {
  it("offer means on numbers, and on levels only if the school opted in", () => {
    const offered = (scale: RatingScale) => methods.filter((method) => obstacleOf(method, scale) === undefined);
    expect(offered(ordinal)).toEqual(["LATEST", "HIGHEST", "N_TIMES"]);
    expect(offered(numeric)).toHaveLength(6);
    expect(offered({ ...ordinal, allowMean: true })).toHaveLength(6);
    expect(offered({ ...ordinal, kind: "BINARY", allowMean: true })).toHaveLength(3);
  });

  it("accept a target above the lowest value: one of the levels, or any number on a numeric scale", () => {
    expect([1, 4, 4.5, 6, Number.NaN].map((target) => isTargetOf(target, ordinal))).toEqual([
      false,
      true,
      false,
      false,
      false,
    ]);
    expect([0, 0.5, 4.5, 5, 5.1].map((target) => isTargetOf(target, numeric))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});

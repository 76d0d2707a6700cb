import { describe, expect, it } from "vitest";
import { faultsOfScale, hasSameFrame, type Scale } from "./rules.ts";

const level = (value: number) => ({ value, label: `Level ${value}`, description: "", short: `L${value}` });
const three: Scale = {
  kind: "ORDINAL",
  minValue: 1,
  maxValue: 3,
  defaultTarget: 2,
  allowMean: false,
  levels: [1, 2, 3].map(level),
};
const pathsOf = (change: Partial<Scale>) => faultsOfScale({ ...three, ...change }).map(({ path }) => path);

describe("a scale", () => {
  it("may be ordinal, pass or fail, or numeric with words for some values", () => {
    expect(pathsOf({})).toEqual([]);
    expect(pathsOf({ kind: "BINARY", minValue: 0, maxValue: 1, defaultTarget: 1, levels: [0, 1].map(level) })).toEqual(
      [],
    );
    expect(
      pathsOf({ kind: "NUMERIC", minValue: 0, maxValue: 5, defaultTarget: 3.5, levels: [0, 2.5].map(level) }),
    ).toEqual([]);
  });

  it.each([
    ["a top below its bottom", { maxValue: 1 }, ["maxValue"]],
    ["a target at the bottom", { defaultTarget: 1 }, ["defaultTarget"]],
    ["a target between levels", { defaultTarget: 2.5 }, ["defaultTarget"]],
    ["a level that is missing", { levels: [1, 3].map(level) }, ["levels"]],
    ["levels out of order", { levels: [2, 1, 3].map(level) }, ["levels"]],
    ["the same short word twice", { levels: [level(1), level(2), { ...level(3), short: "l1" }] }, ["levels.2.short"]],
    [
      "a mean of pass and fail",
      {
        kind: "BINARY" as const,
        minValue: 0,
        maxValue: 1,
        defaultTarget: 1,
        allowMean: true,
        levels: [0, 1].map(level),
      },
      ["allowMean"],
    ],
  ])("does not have %s", (_case, change, paths) => {
    expect(pathsOf(change)).toEqual(paths);
  });
});

it("keeps its frame when words change, and not when a value does", () => {
  expect(
    hasSameFrame(three, { ...three, defaultTarget: 3, levels: three.levels.map((l) => ({ ...l, label: "x" })) }),
  ).toBe(true);
  expect(hasSameFrame(three, { ...three, maxValue: 4, levels: [1, 2, 3, 4].map(level) })).toBe(false);
  expect(hasSameFrame(three, { ...three, allowMean: true })).toBe(false);
});

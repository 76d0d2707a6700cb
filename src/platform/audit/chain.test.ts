import { describe, expect, it } from "vitest";
import { againstMarks, firstDifference, whereCut } from "#src/platform/audit/chain.ts";

describe("where two lists differ", () => {
  it.each([
    [["a", "b", "c"], ["a", "b", "c"], undefined],
    [["a", "b", "c"], ["a", "x", "c"], { entry: 2, how: "changed" }],
    [["a", "b", "c"], ["a", "c"], { entry: 2, how: "missing" }],
    [["a", "b", "c"], ["a", "b"], { entry: 3, how: "missing" }],
    [["a", "b"], ["x", "a", "b"], { entry: 1, how: "added" }],
    [["a", "b"], ["b", "a"], { entry: 1, how: "changed" }],
    [[], ["a"], { entry: 1, how: "added" }],
  ] as const)("%j and %j", (sealed, found, difference) => {
    expect(firstDifference(sealed, found)).toEqual(difference);
  });
});

describe("a chain beside what was noted of it", () => {
  const marks = new Map([
    [2, "two"],
    [5, "five"],
  ]);

  it("fits where the hashes are the same, and where nothing was noted", () => {
    expect(againstMarks("audit", { number: 2, hash: "two" }, marks)).toBeUndefined();
    expect(againstMarks("audit", { number: 3, hash: "other" }, marks)).toBeUndefined();
  });

  it("was rewritten where they differ", () => {
    expect(againstMarks("access", { number: 5, hash: "other" }, marks)).toMatchObject({ seal: 5, how: "rewritten" });
  });

  it("was cut where it ends before the last that was noted", () => {
    expect(whereCut("audit", { number: 4, hash: "four" }, marks)).toMatchObject({ seal: 5, how: "cut" });
    expect(whereCut("audit", { number: 5, hash: "five" }, marks)).toBeNull();
    expect(whereCut("audit", { number: 0, hash: null }, new Map())).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { Bounded } from "#src/platform/audit/bounded.ts";

const limits = { each: 2, all: 5, mostSources: 3 };

describe("what sources can have written in a minute", () => {
  it("is the first few of each, and the number of the rest", () => {
    const bounded = new Bounded<number>(limits);
    expect([1, 2, 3, 4].map((sample) => bounded.admit("a", sample))).toEqual([true, true, false, false]);
    expect(bounded.admit("b", 5)).toBe(true);
    expect(bounded.endMinute()).toEqual([{ source: "a", sample: 4, times: 2 }]);
    expect(bounded.admit("a", 6)).toBe(true);
    expect(bounded.endMinute()).toEqual([]);
  });

  it("has a bound of all sources together, and of how many are told apart; none is left out of the count", () => {
    const bounded = new Bounded<number>(limits);
    const written = Array.from({ length: 1_000 }, (_, at) => bounded.admit(`source ${at}`, at)).filter(Boolean);
    expect(written).toHaveLength(5);
    const counted = bounded.endMinute();
    expect(counted).toHaveLength(4);
    expect(counted.reduce((sum, { times }) => sum + times, 0)).toBe(995);
    expect(counted.at(-1)).toMatchObject({ source: "", times: 992 });
  });
});

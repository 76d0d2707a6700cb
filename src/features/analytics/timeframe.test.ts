import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partsOf, timeframeOf, wholeMonths } from "#src/features/analytics/timeframe.ts";
import { addDays } from "#src/lib/day.ts";

describe("a timeframe", () => {
  it.each([
    ["7d", { from: "2026-11-25", to: "2026-12-01" }],
    ["365d", { from: "2025-12-02", to: "2026-12-01" }],
    ["all", { from: "2026-03-04", to: "2026-12-01" }],
    ["2026-01-01/2026-03-31", { from: "2026-01-01", to: "2026-03-31" }],
  ])("%s", (word, expected) => {
    expect(timeframeOf(word, "2026-12-01", "2026-03-04")).toEqual(expected);
  });

  it("of all time begins today where there is nothing, or only what is to come", () => {
    expect(timeframeOf("all", "2026-12-01", null)).toEqual({ from: "2026-12-01", to: "2026-12-01" });
    expect(timeframeOf("all", "2026-12-01", "2027-01-01")).toEqual({ from: "2026-12-01", to: "2026-12-01" });
  });

  it("is parted into weeks from Monday, which it cuts at both ends", () => {
    expect(partsOf({ from: "2026-11-25", to: "2026-12-01" })).toEqual([
      { from: "2026-11-25", to: "2026-11-29" },
      { from: "2026-11-30", to: "2026-12-01" },
    ]);
  });

  it("is parted into months where it is long", () => {
    expect(partsOf({ from: "2026-01-15", to: "2026-06-02" }).map(({ from }) => from)).toEqual([
      "2026-01-15",
      "2026-02-01",
      "2026-03-01",
      "2026-04-01",
      "2026-05-01",
      "2026-06-01",
    ]);
  });

  it("has each of its days in one part", () => {
    fc.assert(
      fc.property(fc.nat({ max: 9_000 }), fc.nat({ max: 1_500 }), (start, length) => {
        const from = addDays("2001-01-01", start);
        const to = addDays(from, length);
        const parts = partsOf({ from, to });
        expect(parts[0]?.from).toBe(from);
        expect(parts.at(-1)?.to).toBe(to);
        for (const [n, part] of parts.entries()) {
          expect(part.from <= part.to).toBe(true);
          if (n > 0) expect(addDays(parts[n - 1]?.to ?? "", 1)).toBe(part.from);
        }
      }),
    );
  });
});

describe("whole months", () => {
  it.each([
    ["2026-09-01", "2026-12-01", "2026-09-01", "2026-12-01", 3],
    ["2026-09-02", "2026-11-30", "2026-10-01", "2026-12-01", 2],
    ["2026-12-05", "2027-01-15", "2027-01-01", "2027-01-01", 0],
    ["2026-12-05", "2026-12-20", "2027-01-01", "2026-12-01", 0],
  ])("of %s to %s", (from, to, first, after, months) => {
    expect(wholeMonths({ from, to })).toEqual({ from: first, to: after, months });
  });
});

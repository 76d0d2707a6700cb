import { describe, expect, it } from "vitest";
import { binRatings, binsTitle, isByWeek, stretchesUnder } from "./part-bins.ts";

const rated = (observedOn: string, band: "below" | "at" | "above") => ({ observedOn, band });

describe("the assessments by week or month", () => {
  it("are counted by weeks, Monday first, cut to the period", () => {
    const lines = [rated("2026-11-30", "below"), rated("2026-11-29", "at"), rated("2026-11-20", "above")];
    expect(binRatings(lines, "2026-11-18", "2026-12-01")).toEqual([
      { from: "2026-11-18", to: "2026-11-22", reached: 1, below: 0 },
      { from: "2026-11-23", to: "2026-11-29", reached: 1, below: 0 },
      { from: "2026-11-30", to: "2026-12-01", reached: 0, below: 1 },
    ]);
  });

  it("are counted by months over more than half a year", () => {
    const bins = binRatings([rated("2026-02-28", "at")], "2025-12-15", "2026-12-01");
    expect(bins).toHaveLength(13);
    expect(bins[0]).toEqual({ from: "2025-12-15", to: "2025-12-31", reached: 0, below: 0 });
    expect(bins[2]).toEqual({ from: "2026-02-01", to: "2026-02-28", reached: 1, below: 0 });
    expect([isByWeek("2026-06-05", "2026-12-01"), isByWeek("2025-12-02", "2026-12-01")]).toEqual([true, false]);
  });

  it.each([
    [[1, 2], true, "You were assessed in each of the last 2 weeks"],
    [[1, 0, 1], true, "You were assessed in 2 of the last 3 weeks"],
    [[0, 0], false, "No assessments in the last 2 months"],
    [[3], true, "You were assessed in the last week"],
  ])("%j by week %s: %s", (counts, byWeek, title) => {
    const bins = counts.map((reached) => ({ from: "2026-11-01", to: "2026-11-07", reached, below: 0 }));
    expect(binsTitle(bins, byWeek)).toBe(title);
  });
});

it("puts each rotation under the weeks in which it was", () => {
  const bins = binRatings([], "2026-11-02", "2026-11-29");
  const rotation = (name: string, startsOn: string, endsOn: string) => ({ name, startsOn, endsOn });
  expect(
    stretchesUnder(bins, [
      rotation("Acute", "2026-09-01", "2026-11-14"),
      rotation("Elderly", "2026-11-16", "2027-01-10"),
      rotation("Later", "2026-12-30", "2027-03-01"),
      rotation("Before", "2026-06-01", "2026-08-31"),
    ]),
  ).toEqual([
    { name: "Acute", from: 0, to: 0.5 },
    { name: "Elderly", from: 0.5, to: 1 },
  ]);
});

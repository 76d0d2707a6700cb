import { expect, it } from "vitest";
import { mondayOf } from "#src/lib/day.ts";
import { byDay } from "./week.ts";

it.each([
  ["2026-11-23", "2026-11-23"],
  ["2026-11-29", "2026-11-23"],
  ["2026-11-30", "2026-11-30"],
  ["2027-01-01", "2026-12-28"],
])("the week of %s begins on %s", (day, monday) => {
  expect(mondayOf(day)).toBe(monday);
});

it("orders a week by day and time", () => {
  const lines = [
    { day: "2026-11-25", startTime: "07:00" },
    { day: "2026-11-24", startTime: "13:00" },
    { day: "2026-11-24", startTime: "07:00" },
  ];
  expect(byDay(lines)).toEqual([
    ["2026-11-24", [lines[2], lines[1]]],
    ["2026-11-25", [lines[0]]],
  ]);
});

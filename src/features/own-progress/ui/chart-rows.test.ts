import { expect, it } from "vitest";
import { chartRows, dayNumber, monthTicks, tableRows } from "./chart-rows.ts";

const point = (date: string, completed: number) => ({ date, completed, total: 4, expected: 0 });
const points = [point("2026-11-01", 0), point("2026-11-10", 1), point("2026-11-20", 2)];
const plan = [
  { date: "2026-10-01", planned: 0 },
  { date: "2026-11-15", planned: 2 },
  { date: "2026-12-20", planned: 4 },
];
const forecast = { evenOn: "2026-12-10", laterOn: "2026-12-30" };
const input = { points, plan, forecast, total: 4, from: "2026-11-05", today: "2026-11-20" };

it("has each day on which something changes, with what holds on it", () => {
  const rows = chartRows(input).map(({ date, completed, planned, even, band }) => [
    date,
    completed,
    planned,
    even,
    band,
  ]);
  expect(rows).toEqual([
    ["2026-11-05", 0, 0, null, null],
    ["2026-11-10", 1, 0, null, null],
    ["2026-11-15", 1, 2, null, null],
    ["2026-11-20", 2, 2, 2, [2, 2]],
    ["2026-12-10", null, 2, 4, [3, 4]],
    ["2026-12-20", null, 4, null, [3.5, 4]],
    ["2026-12-30", null, null, null, [4, 4]],
  ]);
});

it.each([
  ["begins with the first record, where the period begins before", { from: "2026-01-01" }, "2026-10-01", "2026-12-30"],
  ["ends with the plan, where there is no forecast", { forecast: null }, "2026-11-05", "2026-12-20"],
  ["ends today, where there is neither", { forecast: null, plan: [] }, "2026-11-05", "2026-11-20"],
])("%s", (_, changed, first, last) => {
  const rows = chartRows({ ...input, ...changed });
  expect([rows[0]?.date, rows.at(-1)?.date]).toEqual([first, last]);
});

it("lists in its table the days on which a count changed, with the first, today and the last", () => {
  const same = [...points, point("2026-11-12", 1)].sort((a, b) => (a.date < b.date ? -1 : 1));
  expect(tableRows(chartRows({ ...input, points: same }), "2026-11-20").map(({ date }) => date)).not.toContain(
    "2026-11-12",
  );
});

it("marks the firsts of months, every so many", () => {
  expect(monthTicks("2026-11-02", "2027-02-03", 12)).toEqual(["2026-12-01", "2027-01-01", "2027-02-01"].map(dayNumber));
  expect(monthTicks("2026-01-01", "2026-12-31", 6)).toHaveLength(6);
});

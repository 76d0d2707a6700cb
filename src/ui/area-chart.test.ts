import { expect, it } from "vitest";
import { changes } from "./area-chart.tsx";

it("lists in the chart's table the days on which something changed", () => {
  const day = (date: string, value: number | null, expected?: number) => ({
    date,
    value,
    ...(expected === undefined ? {} : { expected }),
  });
  const points = [day("1", 0), day("2", 0), day("3", 0, 1), day("4", 0, 1), day("5", 2, 1), day("6", 2, 1)];
  expect(changes(points).map(({ date }) => date)).toEqual(["1", "3", "5", "6"]);
  expect(changes([])).toEqual([]);
});

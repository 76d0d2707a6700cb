import { describe, expect, it } from "vitest";
import { arrangeDots } from "./arrange-dots.ts";
import { arrangePrograms } from "./arrange-programs.ts";
import { periodOf, reportPeriods } from "./periods.ts";

describe("dots of answers", () => {
  it("have a column for each day, at least five, and one dot a request", () => {
    const { columns, each, last } = arrangeDots([{ days: 1, times: 3 }]);
    expect([each, last, columns.map(({ dots }) => dots.length)]).toEqual([1, 4, [0, 3, 0, 0, 0]]);
  });

  it("gather what took longer than 14 days, and stand for several where there are many", () => {
    const { columns, each, last } = arrangeDots([
      { days: 0, times: 25 },
      { days: 14, times: 1 },
      { days: 40, times: 4 },
    ]);
    expect([each, last]).toEqual([3, 14]);
    expect(columns[0]?.dots).toHaveLength(9);
    expect(columns[14]).toMatchObject({ dots: [0, 1], isOpen: true });
  });
});

describe("rows of programs", () => {
  const line = (id: string, competenciesAhead: number | null) => ({
    id,
    name: id.toUpperCase(),
    students: 20,
    completedPercentage: 50,
    plannedPercentage: 60,
    competenciesAhead,
    weeksAhead: null,
    daysToComplete: null,
    assessedMonthly: null,
    overdue: 0,
  });
  const programs = [
    { ...line("a", 1), cohorts: [line("a2", 2), line("a1", -1)] },
    { ...line("b", null), cohorts: [] },
    { ...line("c", -4), cohorts: [line("c1", -4)] },
  ];
  const ids = (open: string[], sort: Parameters<typeof arrangePrograms>[2]) =>
    arrangePrograms(programs, new Set(open), sort).map(({ id }) => id);

  it.each([
    [[], { id: "against", direction: "asc" }, ["c", "a", "b"]],
    [[], { id: "against", direction: "desc" }, ["a", "c", "b"]],
    [["a"], { id: "against", direction: "asc" }, ["c", "a", "a1", "a2", "b"]],
    [["a"], null, ["a", "a1", "a2", "b", "c"]],
  ] as const)("with %j open by %j", (open, sort, found) => {
    expect(ids([...open], sort)).toEqual(found);
  });
});

describe("the periods of reports", () => {
  const terms = [
    { name: "Autumn", startsOn: "2026-09-01", endsOn: "2026-12-18" },
    { name: "Spring", startsOn: "2027-01-04", endsOn: "2027-05-28" },
  ];
  const periods = reportPeriods({ academicYearStarts: "09-01", terms }, "2026-12-01");

  it("begin with the academic year to today, then terms that have begun", () => {
    expect(periods.map(({ value, label }) => [value, label])).toEqual([
      ["2026-09-01/2026-12-01", "Academic year 2026/27"],
      ["2026-09-01/2026-12-18", "Autumn"],
      ["90d", "Last 90 days"],
      ["2025-09-01/2026-08-31", "Academic year 2025/26"],
      ["all", "All time"],
    ]);
  });

  it.each([
    ["", "2026-09-01/2026-12-01"],
    ["all", "all"],
    ["2020-01-01/2020-02-01", "2026-09-01/2026-12-01"],
  ])("of the address %j is %s", (chosen, period) => {
    expect(periodOf(periods, chosen)).toBe(period);
  });
});

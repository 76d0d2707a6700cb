import { describe, expect, it } from "vitest";
import {
  categoryTitle,
  distanceWords,
  finishTitle,
  noForecastReason,
  paceOf,
  paceSentence,
  standingSentence,
  stepToAimFor,
} from "./findings.ts";

const day = (date: string) => date;
const plan = [
  { date: "2026-06-01", planned: 0 },
  { date: "2026-11-20", planned: 33 },
  { date: "2026-12-10", planned: 36 },
  { date: "2026-12-25", planned: 38 },
  { date: "2027-02-08", planned: 45 },
];
const standing = { completed: 32, total: 45, difference: -1 as number | null, plan, today: "2026-12-01" };

describe("the sentence on where a student stands", () => {
  it.each([
    [{}, "You are one behind plan. Six more by 2026-12-25 would put you back on it."],
    [{ completed: 33, difference: 0 }, "You are on plan. Five more by 2026-12-25 keep you on it."],
    [{ completed: 37, difference: 4 }, "You are four ahead of plan. One more by 2026-12-25 keeps you on it."],
    [
      { completed: 38, difference: 5 },
      "You are five ahead of plan. All that is planned until 2026-12-25 is completed.",
    ],
    [
      { today: "2027-01-02", difference: -6 },
      "You are six behind plan. 13 more by 2027-02-08 would put you back on it.",
    ],
    [{ today: "2027-03-01", difference: -13 }, "You are 13 behind plan. The plan has ended, and 13 are still open."],
    [
      { difference: null, plan: [] },
      "You have completed 32 of 45. Nothing has a date, so there is no plan to compare with.",
    ],
    [{ completed: 45, difference: 12 }, "You have completed all 45 competencies."],
    [{ completed: 0, total: 0 }, "Nothing has been assigned to you yet."],
  ])("%j", (changed, sentence) => {
    expect(standingSentence({ ...standing, ...changed }, day)).toBe(sentence);
  });

  it("aims for the last step within four weeks, else for the next", () => {
    expect(stepToAimFor(plan, "2026-12-01")?.date).toBe("2026-12-25");
    expect(stepToAimFor(plan, "2026-12-25")?.date).toBe("2027-02-08");
    expect(stepToAimFor(plan, "2027-02-08")).toBeNull();
  });
});

describe("the title of the forecast", () => {
  it.each([
    [
      { evenOn: "2027-02-22", planEndsOn: "2027-02-08" },
      "At your pace you finish around 2027-02-22, two weeks after plan",
    ],
    [{ evenOn: "2027-02-10", planEndsOn: "2027-02-08" }, "At your pace you finish around 2027-02-10, as planned"],
    [{ evenOn: "2027-02-22", planEndsOn: null }, "At your pace you finish around 2027-02-22"],
    [{ evenOn: null, planEndsOn: "2027-02-08" }, "No forecast yet"],
  ])("%j", (ends, title) => {
    expect(finishTitle(ends, false, day)).toBe(title);
  });

  it.each([
    [0, "as planned"],
    [-3, "as planned"],
    [4, "four days after plan"],
    [-10, "10 days before plan"],
    [14, "two weeks after plan"],
    [-90, "13 weeks before plan"],
    [122, "four months after plan"],
  ])("says %i days as %s", (days, words) => {
    expect(distanceWords(days)).toBe(words);
  });
});

describe("the pace", () => {
  const point = (date: string, completed: number) => ({ date, completed, total: 45, expected: 0 });

  it.each([
    [[point("2026-06-01", 0), point("2026-09-07", 20), point("2026-09-08", 20), point("2026-12-01", 32)], 12, 84],
    [[point("2026-11-01", 0), point("2026-12-01", 3)], 3, 30],
    [[], 0, 0],
  ])("counts what was completed in the last twelve weeks, case %#", (points, completed, days) => {
    expect(paceOf(points, "2026-12-01")).toEqual({ completed, days });
  });

  it.each([
    [{ completed: 12, days: 84 }, "Worked out from your last 12 weeks: 12 completed, about one a week."],
    [{ completed: 30, days: 84 }, "Worked out from your last 12 weeks: 30 completed, about three a week."],
    [{ completed: 4, days: 84 }, "Worked out from your last 12 weeks: 4 completed, about one every three weeks."],
    [{ completed: 3, days: 30 }, "Worked out from your last 4 weeks: 3 completed, about one a week."],
  ])("%j", (pace, sentence) => {
    expect(paceSentence(pace)).toBe(sentence);
  });

  it.each([
    [{ completed: 5, days: 20 }, true, /four weeks of your own\. So far there are 20 days/],
    [{ completed: 1, days: 84 }, true, /In your last twelve there was one/],
    [{ completed: 9, days: 84 }, true, /more than three years away/],
    [{ completed: 9, days: 84 }, false, /every night/],
  ])("says why there is no forecast: %j", (pace, isWorkedOut, words) => {
    expect(noForecastReason(pace, isWorkedOut)).toMatch(words);
  });
});

describe("the title of the categories", () => {
  const line = (category: string, completed: number, total: number) => ({
    category,
    frameworkId: "f",
    framework: "F",
    completed,
    total,
    percentage: null,
    planned: null,
  });

  it.each([
    [[line("Care", 8, 10), line("Leadership", 3, 12)], "Nine of the 11 still open are in Leadership"],
    [[line("Care", 10, 10), line("Leadership", 3, 12)], "All nine still open are in Leadership"],
    [[line("Care", 9, 10), line("Leadership", 11, 12)], "Two still open, in two categories"],
    [[line("Care", 1, 1)], "Every category is completed"],
  ])("case %#", (categories, title) => {
    expect(categoryTitle(categories)).toBe(title);
  });
});

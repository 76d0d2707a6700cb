import { describe, expect, it } from "vitest";
import { type DueRule, dueAtOf, dueDayOf, movedBy, withoutDays } from "#src/features/deployments/due-dates.ts";

const days = { cohortStartsOn: "2026-09-01", placementStartsOn: "2026-10-05", placementEndsOn: "2026-11-27" };
const rule = (given: Partial<DueRule>): DueRule => ({
  from: "EFFECTIVE",
  offset: 0,
  unit: "DAY",
  rotationId: null,
  ...given,
});

describe("the day of a relative due date", () => {
  it.each([
    ["so many days after the cohort starts", { from: "START", offset: 30 }, "2026-10-01"],
    ["so many weeks after the cohort starts", { from: "START", offset: 6, unit: "WEEK" }, "2026-10-13"],
    ["so many days after it is given", { offset: 10 }, "2026-09-25"],
    ["the day it is given", {}, "2026-09-15"],
    ["the start of the placement", { from: "ROTATION_START", rotationId: "r" }, "2026-10-05"],
    ["before the end of the placement", { from: "ROTATION_END", offset: -1, unit: "WEEK" }, "2026-11-20"],
    ["after the end of the placement, over the turn of the year", { from: "ROTATION_END", offset: 40 }, "2027-01-06"],
    ["a leap day", { from: "START", offset: 1277 }, "2030-03-01"],
  ] as const)("is %s", (_, given, expected) => {
    expect(dueDayOf(rule(given), days, "2026-09-15")).toBe(expected);
  });

  it.each(["START", "ROTATION_START", "ROTATION_END"] as const)("is unknown without the day of %s", (from) => {
    expect(dueDayOf(rule({ from, offset: 3 }), withoutDays, "2026-09-15")).toBeNull();
  });
});

describe("the instant of a due date", () => {
  const plan = (given: Partial<DueRule>) => ({ dueAt: null, rule: rule(given) });

  it.each([
    // The clocks of Berlin go forward on 29 March 2026 and back on 25 October 2026.
    ["the day before summer time", "2026-03-28", "2026-03-28T22:59:59Z"],
    ["the day on which summer time begins", "2026-03-29", "2026-03-29T21:59:59Z"],
    ["the day before summer time ends", "2026-10-24", "2026-10-24T21:59:59Z"],
    ["the day on which summer time ends", "2026-10-25", "2026-10-25T22:59:59Z"],
  ])("is the end of %s", (_, givenOn, expected) => {
    expect(dueAtOf(plan({}), withoutDays, givenOn, "Europe/Berlin")).toEqual(new Date(expected));
  });

  it("is a whole day away although the clocks changed between", () => {
    expect(dueAtOf(plan({ offset: 2, unit: "WEEK" }), withoutDays, "2026-10-20", "America/New_York")).toEqual(
      new Date("2026-11-04T04:59:59Z"),
    );
    expect(
      dueAtOf(
        plan({ from: "START", offset: 1 }),
        { ...withoutDays, cohortStartsOn: "2026-09-05" },
        "",
        "America/Santiago",
      ),
    ).toEqual(
      // Midnight of 6 September does not exist in Santiago; the day ends as every other.
      new Date("2026-09-07T02:59:59Z"),
    );
  });

  it("is that of the deployment where it has no rule", () => {
    const dueAt = new Date("2026-12-01T12:00:00Z");
    expect(dueAtOf({ dueAt, rule: null }, days, "2026-09-15", "Europe/Berlin")).toBe(dueAt);
    expect(dueAtOf({ dueAt: null, rule: null }, days, "2026-09-15", "Europe/Berlin")).toBeNull();
  });

  it("moves by days of the school", () => {
    expect(movedBy(new Date("2026-10-24T21:59:59Z"), 1, "Europe/Berlin")).toEqual(new Date("2026-10-25T22:59:59Z"));
    expect(movedBy(new Date("2026-10-25T22:59:59Z"), -7, "Europe/Berlin")).toEqual(new Date("2026-10-18T21:59:59Z"));
    expect(movedBy(null, 3, "Europe/Berlin")).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { academicYearOf, isDayOfYear } from "#src/lib/day.ts";
import { faultsOfTerm, overlapping } from "./rules.ts";
import { openTerms } from "./values.ts";

const autumn = { id: "autumn", name: "Autumn", startsOn: "2026-09-01", endsOn: "2026-12-18" };
const spring = { id: "spring", name: "Spring", startsOn: "2027-01-04", endsOn: "2027-05-28" };
const terms = [spring, autumn];

describe("terms overlap", () => {
  it.each([
    ["a day in both", "2026-12-18", "2027-01-03", ["autumn"]],
    ["both", "2026-12-01", "2027-02-01", ["autumn", "spring"]],
    ["one within another", "2026-10-01", "2026-10-02", ["autumn"]],
    ["one around both", "2026-01-01", "2027-12-31", ["autumn", "spring"]],
    ["the days between", "2026-12-19", "2027-01-03", []],
  ])("with %s", (_case, startsOn, endsOn, found) => {
    expect(overlapping({ startsOn, endsOn }, terms).map(({ id }) => id)).toEqual(found);
  });

  it("not with themselves", () => {
    expect(overlapping(autumn, terms, "autumn")).toEqual([]);
  });

  it("which is a fault unless it is said that they may", () => {
    const winter = { name: "Winter", startsOn: "2026-12-10", endsOn: "2027-01-10" };
    expect(faultsOfTerm(winter, terms, { mayOverlap: false })).toEqual([
      { path: "startsOn", message: "overlaps Autumn" },
    ]);
    expect(faultsOfTerm(winter, terms, { mayOverlap: true })).toEqual([]);
    expect(faultsOfTerm({ ...winter, endsOn: "2026-12-09" }, terms, { mayOverlap: true })).toHaveLength(1);
  });
});

describe("terms offered for dates", () => {
  it.each([
    ["before both, the earlier first", "2026-08-31", ["autumn", "spring"]],
    ["on the last day of one", "2026-12-18", ["autumn", "spring"]],
    ["the day after", "2026-12-19", ["spring"]],
    ["after both", "2027-05-29", []],
  ])("%s", (_case, today, offered) => {
    expect(openTerms(terms, today).map(({ id }) => id)).toEqual(offered);
  });
});

describe("the academic year", () => {
  it.each(["09-01", "02-29", "12-31"])("may start on %s", (day) => expect(isDayOfYear(day)).toBe(true));
  it.each(["13-01", "02-30", "00-10", "9-1", ""])("cannot start on %j", (day) => expect(isDayOfYear(day)).toBe(false));

  it.each([
    ["2026-09-01", "09-01", "2026-09-01"],
    ["2027-08-31", "09-01", "2026-09-01"],
    ["2027-02-14", "01-01", "2027-01-01"],
    ["2027-03-01", "02-29", "2027-03-01"],
  ])("of %s that starts on %s is %s", (day, starts, year) => {
    expect(academicYearOf(day, starts)).toBe(year);
  });
});

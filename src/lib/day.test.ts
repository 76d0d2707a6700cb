import { expect, it } from "vitest";
import { addDays, dayIn, endOfDay, instantIn, instantOf, timeIn } from "./day.ts";

it.each([
  ["America/New_York", "2026-12-09"],
  ["Europe/London", "2026-12-10"],
  ["Pacific/Auckland", "2026-12-10"],
  ["Pacific/Honolulu", "2026-12-09"],
])("dayIn %s is %s at the end of New York's day", (timeZone, day) => {
  expect(dayIn(new Date("2026-12-10T04:59:59Z"), timeZone)).toBe(day);
});

it.each([
  ["2026-12-10", "13:30", "Europe/London", "2026-12-10T13:30:00.000Z"],
  ["2026-07-10", "13:30", "Europe/London", "2026-07-10T12:30:00.000Z"],
  ["2026-03-29", "12:00", "Europe/London", "2026-03-29T11:00:00.000Z"],
  ["2026-03-29", "00:30", "Europe/London", "2026-03-29T00:30:00.000Z"],
  ["2026-12-10", "00:00", "Pacific/Auckland", "2026-12-09T11:00:00.000Z"],
  ["2026-12-10", "23:59", "Pacific/Honolulu", "2026-12-11T09:59:00.000Z"],
])("instantIn %s %s in %s is %s, and timeIn shows it again", (day, time, timeZone, instant) => {
  const at = instantIn(day, time, timeZone);
  expect(at.toISOString()).toBe(instant);
  expect([dayIn(at, timeZone), timeIn(at, timeZone)]).toEqual([day, time]);
});

it.each([
  ["2026-12-10", "Europe/London", "2026-12-10T23:59:59.000Z"],
  ["2026-10-25", "Europe/London", "2026-10-25T23:59:59.000Z"],
  ["2026-10-24", "Europe/London", "2026-10-24T22:59:59.000Z"],
  ["2026-12-10", "America/New_York", "2026-12-11T04:59:59.000Z"],
])("endOfDay %s in %s is %s", (day, timeZone, instant) => {
  expect(endOfDay(day, timeZone).toISOString()).toBe(instant);
});

it("addDays crosses months and years", () => {
  expect([addDays("2026-12-31", 1), addDays("2026-03-01", -1), addDays("2028-03-01", -1)]).toEqual([
    "2027-01-01",
    "2026-02-28",
    "2028-02-29",
  ]);
});

it.each([
  ["2026-11-24", "07:30", "Europe/London", "2026-11-24T07:30:00.000Z"],
  ["2026-07-01", "07:30", "Europe/London", "2026-07-01T06:30:00.000Z"],
  ["2026-11-24", "00:00", "Asia/Kathmandu", "2026-11-23T18:15:00.000Z"],
  ["2026-10-25", "01:30", "Europe/London", "2026-10-25T00:30:00.000Z"],
  ["2026-04-05", "02:30", "Pacific/Auckland", "2026-04-04T13:30:00.000Z"],
  ["2026-03-29", "01:30", "Europe/London", undefined],
])("%s %s in %s is %s", (day, time, timeZone, instant) => {
  const found = instantOf(day, time, timeZone);
  expect(found?.toISOString()).toBe(instant);
  if (found) expect([dayIn(found, timeZone), timeIn(found, timeZone)]).toEqual([day, time]);
});

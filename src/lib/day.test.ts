import { expect, it } from "vitest";
import { dayIn } from "./day.ts";

it.each([
  ["America/New_York", "2026-12-09"],
  ["Europe/London", "2026-12-10"],
  ["Pacific/Auckland", "2026-12-10"],
  ["Pacific/Honolulu", "2026-12-09"],
])("dayIn %s is %s at the end of New York's day", (timeZone, day) => {
  expect(dayIn(new Date("2026-12-10T04:59:59Z"), timeZone)).toBe(day);
});

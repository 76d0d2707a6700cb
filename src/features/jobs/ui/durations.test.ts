import { expect, it } from "vitest";
import { durationOf, scheduleWords } from "./durations.ts";

const schedule = { id: "a", job: "a.b", everyMs: null, pattern: null, timeZone: null, nextAt: null };

it.each([
  [{ everyMs: 3_000 }, "Every 3 seconds"],
  [{ everyMs: 60_000 }, "Every minute"],
  [{ everyMs: 3_600_000 }, "Every hour"],
  [{ pattern: "25 * * * *", timeZone: "UTC" }, "Every hour at :25"],
  [{ pattern: "5 7 * * *", timeZone: "America/New_York" }, "Daily at 07:05, America/New York"],
  [{ pattern: "0 7 * * 1", timeZone: "Europe/Oslo" }, "Mondays at 07:00, Europe/Oslo"],
  [{ pattern: "0 7 1 * *", timeZone: "UTC" }, "Cron 0 7 1 * *, UTC"],
])("says %o in words", (part, words) => {
  expect(scheduleWords({ ...schedule, ...part })).toBe(words);
});

it("rounds a duration to one unit", () => {
  expect([4.4, 89, 100, 7_000, 300_000].map(durationOf)).toEqual(["4 s", "89 s", "2 min", "2 h", "3 days"]);
});

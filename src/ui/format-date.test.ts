import { describe, expect, it } from "vitest";
import {
  daysFromToday,
  dueTone,
  formatDay,
  formatDue,
  formatFull,
  formatLongDay,
  formatRelative,
  formatTile,
  type Reader,
} from "./format-date.ts";

const reader: Reader = { locale: "en-GB", timeZone: "Europe/London", now: new Date("2026-11-22T12:00:00Z") };

describe("formatRelative", () => {
  it.each([
    ["2026-11-22T09:40:00Z", "Today, 09:40"],
    ["2026-11-21T23:59:00Z", "Yesterday"],
    ["2026-11-19T10:00:00Z", "3 days ago"],
    ["2026-11-24", "In 2 days"],
    ["2026-11-22", "Today"],
    ["2026-11-14T10:00:00Z", "14 Nov"],
    ["2025-11-14T10:00:00Z", "14 Nov 2025"],
  ])("shows %s as %s", (value, shown) => {
    expect(formatRelative(value, reader)).toBe(shown);
  });

  it("counts days in the reader's zone, not the server's", () => {
    const lateEvening = "2026-11-21T23:30:00Z";
    expect(formatRelative(lateEvening, { ...reader, timeZone: "Asia/Tokyo" })).toBe("Today, 08:30");
  });

  it("counts calendar days across a daylight saving change", () => {
    const afterChange: Reader = { ...reader, now: new Date("2026-10-26T00:30:00Z") };
    expect(formatRelative("2026-10-24T23:30:00Z", afterChange)).toBe("Yesterday");
  });
});

describe("a calendar day", () => {
  it("is the same day for every reader", () => {
    for (const timeZone of ["Pacific/Auckland", "America/Los_Angeles", "UTC"]) {
      expect(formatDay("2026-11-24", { ...reader, timeZone })).toBe("24 Nov");
      expect(formatTile("2026-11-24", { ...reader, timeZone })).toEqual({ day: "24", month: "Nov" });
    }
  });

  it("has no time of day in its full form", () => {
    expect(formatFull("2026-11-24", reader)).toBe("24 November 2026");
  });
});

describe("a due day of a school in New York", () => {
  // Late in the evening of the 7th there, and already the 8th in London and in Auckland.
  const now = new Date("2026-12-08T03:00:00Z");

  it.each(["America/New_York", "Europe/London", "Pacific/Auckland", "Pacific/Honolulu"])(
    "is the same in %s",
    (timeZone) => {
      const there: Reader = { locale: "en-GB", timeZone, schoolTimeZone: "America/New_York", now };
      expect(formatLongDay("2026-12-09", there)).toBe("9 December");
      expect(formatTile("2026-12-09", there)).toEqual({ day: "09", month: "Dec" });
      expect(formatDue("2026-12-09", there)).toBe("Due in 2 days");
      expect(formatDue("2026-12-07", there)).toBe("Due today");
      expect(formatRelative("2026-12-07", there)).toBe("Today");
      expect(dueTone("2026-12-07", there)).toBe("warning");
      expect(formatDue("2026-12-06", there)).toBe("1 day late");
      expect(daysFromToday("2026-12-09", there)).toBe(2);
    },
  );

  it("keeps instants in the reader's zone", () => {
    const there: Reader = { locale: "en-GB", timeZone: "Europe/London", schoolTimeZone: "America/New_York", now };
    expect(formatRelative("2026-12-08T01:30:00Z", there)).toBe("Today, 01:30");
  });
});

describe("formatDue", () => {
  it.each([
    ["2026-11-22", "Due today", "warning"],
    ["2026-11-23", "Due tomorrow", "warning"],
    ["2026-11-28", "Due in 6 days", "warning"],
    ["2026-12-13", "Due 13 Dec", "plain"],
    ["2026-11-21", "1 day late", "danger"],
    ["2026-11-19", "3 days late", "danger"],
    ["2026-10-01", "Was due 1 Oct", "danger"],
  ])("formats %s as %s, in %s", (value, words, tone) => {
    expect(formatDue(value, reader)).toBe(words);
    expect(dueTone(value, reader)).toBe(tone);
  });
});

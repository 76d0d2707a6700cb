import { describe, expect, it } from "vitest";
import { quietUntil } from "#src/features/notifications/sending/quiet-hours.ts";

const night = { from: "22:00", to: "07:00", days: "EVERY_DAY", timeZone: "Europe/London" } as const;
const until = (at: string, hours: Partial<Parameters<typeof quietUntil>[1]> = {}) =>
  quietUntil(new Date(at), { ...night, ...hours })?.toISOString();

describe("quiet hours", () => {
  it.each([
    ["2026-12-01T21:59:59Z", undefined],
    ["2026-12-01T22:00:00Z", "2026-12-02T07:00:00.000Z"],
    ["2026-12-02T03:00:00Z", "2026-12-02T07:00:00.000Z"],
    ["2026-12-02T06:59:59Z", "2026-12-02T07:00:00.000Z"],
    ["2026-12-02T07:00:00Z", undefined],
  ])("at %s end %s", (at, end) => {
    expect(until(at)).toBe(end);
  });

  it("may lie within a day", () => {
    expect(until("2026-12-01T13:00:00Z", { from: "12:00", to: "14:00" })).toBe("2026-12-01T14:00:00.000Z");
    expect(until("2026-12-01T23:00:00Z", { from: "12:00", to: "14:00" })).toBeUndefined();
  });

  it("belong to the day on which they begin", () => {
    // Friday night into Saturday, and Sunday night into Monday.
    expect(until("2026-12-05T03:00:00Z", { days: "WEEKDAYS" })).toBe("2026-12-05T07:00:00.000Z");
    expect(until("2026-12-05T23:00:00Z", { days: "WEEKDAYS" })).toBeUndefined();
    expect(until("2026-12-05T03:00:00Z", { days: "WEEKENDS" })).toBeUndefined();
    expect(until("2026-12-07T03:00:00Z", { days: "WEEKENDS" })).toBe("2026-12-07T07:00:00.000Z");
  });

  it("are on the clocks of the person, also in the nights in which those change", () => {
    expect(until("2026-12-01T08:00:00Z", { timeZone: "Asia/Tokyo" })).toBeUndefined();
    expect(until("2026-12-01T14:00:00Z", { timeZone: "Asia/Tokyo" })).toBe("2026-12-01T22:00:00.000Z");
    // British summer time begins on 29 March 2026 at 01:00 UTC and ends on 25 October 2026 at 01:00 UTC.
    expect(until("2026-03-28T23:00:00Z")).toBe("2026-03-29T06:00:00.000Z");
    expect(until("2026-10-24T22:00:00Z")).toBe("2026-10-25T07:00:00.000Z");
    // In the hour that is skipped, it ends when the clocks go on.
    expect(until("2026-03-29T00:30:00Z", { from: "00:00", to: "01:30" })).toBe("2026-03-29T01:30:00.000Z");
  });
});

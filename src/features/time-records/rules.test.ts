import { describe, expect, it } from "vitest";
import {
  entryOfTimer,
  faultOfAdjustment,
  faultOfEntry,
  lengthMinutes,
  minutesOn,
  type Recorded,
  remarksOf,
  spanOf,
  timeRecordSteps,
} from "#src/features/time-records/rules.ts";
import { itTakesOnly } from "../../../tests/support/steps.ts";

const timeZone = "Europe/London";
const at = (text: string) => new Date(text);

describe("a step of a time record", () => {
  itTakesOnly(timeRecordSteps, ["DRAFT", "PENDING", "APPROVED", "NOT_APPROVED", "NEEDS_INFO"], {
    "NEW>DRAFT": ["student"],
    "DRAFT>PENDING": ["student"],
    "PENDING>APPROVED": ["decider"],
    "PENDING>NOT_APPROVED": ["decider"],
    "PENDING>NEEDS_INFO": ["decider"],
    "NEEDS_INFO>PENDING": ["student"],
    "NOT_APPROVED>PENDING": ["student"],
  });
});

describe("what was written down", () => {
  it.each([
    ["a day shift", { day: "2026-11-24", startTime: "07:00", endTime: "15:30" }, 510],
    ["a night shift, over midnight", { day: "2026-11-24", startTime: "19:00", endTime: "07:30" }, 750],
    ["a whole day", { day: "2026-11-24", startTime: "07:00", endTime: "07:00" }, 1440],
    ["a night on which the clocks are set back", { day: "2026-10-24", startTime: "19:00", endTime: "07:30" }, 810],
    ["a night on which they are set forward", { day: "2026-03-28", startTime: "19:00", endTime: "07:30" }, 690],
  ])("is, for %s, the time that passed", (_, written, minutes) => {
    const span = spanOf(written, timeZone);
    expect("path" in span ? span : lengthMinutes(span)).toBe(minutes);
  });

  it("has no time that the clocks skipped", () => {
    const skipped = (startTime: string, endTime: string) => spanOf({ day: "2026-03-29", startTime, endTime }, timeZone);
    expect(skipped("01:30", "09:00")).toMatchObject({ path: "startTime" });
    expect(skipped("00:30", "01:30")).toMatchObject({ path: "endTime" });
    expect(skipped("00:30", "02:00")).toMatchObject({ startedAt: at("2026-03-29T00:30:00Z") });
  });

  it("takes the first of two times that the clocks show twice", () => {
    expect(spanOf({ day: "2026-10-25", startTime: "01:30", endTime: "09:00" }, timeZone)).toEqual({
      startedAt: at("2026-10-25T00:30:00Z"),
      endedAt: at("2026-10-25T09:00:00Z"),
    });
  });
});

const recorded = (from: string, to: string, more: Partial<Recorded> = {}): Recorded => {
  const span = { startedAt: at(from), endedAt: at(to) };
  return { ...span, minutes: lengthMinutes(span), isAdjustment: false, status: "APPROVED", ...more };
};

const known = {
  now: at("2026-11-26T14:00:00Z"),
  timeZone,
  placement: { startsOn: "2026-09-01", endsOn: "2026-12-18", endedAt: null },
  recorded: [recorded("2026-11-24T07:00:00Z", "2026-11-24T15:30:00Z")],
  timerStartedAt: null,
};
const entry = (from: string, to: string, breakMinutes = 30) => ({ startedAt: at(from), endedAt: at(to), breakMinutes });

describe("an entry", () => {
  it("may touch another, and is within its placement", () => {
    expect(faultOfEntry(entry("2026-11-24T15:30:00Z", "2026-11-24T20:00:00Z"), known)).toBe(undefined);
    expect(faultOfEntry(entry("2026-11-26T07:00:00Z", "2026-11-26T14:00:00Z"), known)).toBe(undefined);
    const adjusted = recorded("2026-11-25T07:00:00Z", "2026-11-25T15:00:00Z", { isAdjustment: true, minutes: 30 });
    expect(
      faultOfEntry(entry("2026-11-25T07:00:00Z", "2026-11-25T15:00:00Z"), { ...known, recorded: [adjusted] }),
    ).toBe(undefined);
  });

  it.each([
    ["overlaps another", entry("2026-11-24T15:29:00Z", "2026-11-24T20:00:00Z"), "startTime"],
    ["is not over yet", entry("2026-11-26T07:00:00Z", "2026-11-26T14:01:00Z"), "endTime"],
    ["is longer than 24 hours", entry("2026-11-20T07:00:00Z", "2026-11-21T07:01:00Z"), "endTime"],
    ["has no length", entry("2026-11-20T07:00:00Z", "2026-11-20T07:00:00Z", 0), "endTime"],
    ["is all break", entry("2026-11-20T07:00:00Z", "2026-11-20T08:00:00Z", 60), "breakMinutes"],
    ["lies before the placement", entry("2026-08-31T07:00:00Z", "2026-08-31T09:00:00Z"), "day"],
  ])("is refused where it %s", (_, given, path) => {
    expect(faultOfEntry(given, known)).toMatchObject({ path });
  });

  it("is refused after the placement was ended, and while the timer counts the same time", () => {
    const placement = { ...known.placement, endedAt: at("2026-11-20T12:00:00Z") };
    expect(faultOfEntry(entry("2026-11-20T12:00:00Z", "2026-11-20T15:00:00Z"), { ...known, placement })).toMatchObject({
      path: "day",
    });
    const timerStartedAt = at("2026-11-26T13:00:00Z");
    expect(
      faultOfEntry(entry("2026-11-26T07:00:00Z", "2026-11-26T13:01:00Z"), { ...known, timerStartedAt }),
    ).toMatchObject({ path: "endTime", isConflict: true });
    expect(faultOfEntry(entry("2026-11-26T07:00:00Z", "2026-11-26T13:00:00Z"), { ...known, timerStartedAt })).toBe(
      undefined,
    );
  });

  it("makes no day of more than 24 hours, also on the day that has 25", () => {
    // 25 October 2026 begins at 23:00 UTC and has 25 hours.
    const first = recorded("2026-10-24T23:00:00Z", "2026-10-25T12:00:00Z");
    const rest = (to: string) => entry("2026-10-25T12:00:00Z", to, 0);
    const day = { ...known, recorded: [first] };
    expect(faultOfEntry(rest("2026-10-25T23:00:00Z"), day)).toBe(undefined);
    expect(faultOfEntry(rest("2026-10-26T00:00:00Z"), day)).toMatchObject({ path: "day", isConflict: true });
    expect(faultOfEntry({ ...rest("2026-10-26T00:00:00Z"), breakMinutes: 60 }, day)).toBe(undefined);
    const refused = { ...first, status: "NOT_APPROVED" as const };
    expect(faultOfEntry(rest("2026-10-26T00:00:00Z"), { ...day, recorded: [refused] })).toBe(undefined);
  });
});

describe("the minutes of a day", () => {
  it("are shared where somebody worked past midnight", () => {
    const night = recorded("2026-11-24T19:00:00Z", "2026-11-25T07:00:00Z", { minutes: 660 });
    expect([minutesOn("2026-11-24", [night], timeZone), minutesOn("2026-11-25", [night], timeZone)]).toEqual([
      275, 385,
    ]);
  });

  it("are those of the school's day", () => {
    const evening = recorded("2026-07-01T22:30:00Z", "2026-07-01T23:30:00Z");
    expect(minutesOn("2026-07-01", [evening], timeZone)).toBe(30);
    expect(minutesOn("2026-07-02", [evening], "Asia/Tokyo")).toBe(60);
  });
});

describe("an adjustment", () => {
  const [adjusted] = known.recorded;
  const day = { timeZone, adjustedBy: 0, recorded: known.recorded };

  it("takes away at most what there is, with the adjustments before it", () => {
    if (!adjusted) throw new Error("there is a record");
    expect(faultOfAdjustment(-510, adjusted, day)).toBe(undefined);
    expect(faultOfAdjustment(-511, adjusted, day)).toMatchObject({ path: "minutes" });
    expect(faultOfAdjustment(-500, adjusted, { ...day, adjustedBy: -30 })).toMatchObject({ path: "minutes" });
  });

  it("fills no day beyond 24 hours", () => {
    if (!adjusted) throw new Error("there is a record");
    expect(faultOfAdjustment(930, adjusted, day)).toBe(undefined);
    expect(faultOfAdjustment(931, adjusted, day)).toMatchObject({ path: "minutes", isConflict: true });
  });
});

describe("a remark", () => {
  const shift = {
    startedAt: at("2026-11-24T06:45:00Z"),
    endedAt: at("2026-11-24T20:30:00Z"),
    breakMinutes: 0,
    place: null,
    createdAt: at("2026-11-24T21:00:00Z"),
    isAdjustment: false,
  };
  const kinds = (more: Partial<Omit<typeof shift, "place">> & { place?: string | null }) =>
    remarksOf({ ...shift, ...more });

  it("is made of more than 12 hours without a break, of late entries and of other places", () => {
    expect(kinds({})).toEqual([{ kind: "NO_BREAK", days: null }]);
    expect(kinds({ breakMinutes: 15 })).toEqual([]);
    expect(kinds({ endedAt: at("2026-11-24T18:45:00Z") })).toEqual([]);
    expect(kinds({ breakMinutes: 30, createdAt: at("2026-12-17T21:00:00Z") })).toEqual([{ kind: "LATE", days: 23 }]);
    expect(kinds({ breakMinutes: 30, createdAt: at("2026-12-01T21:00:00Z") })).toEqual([]);
    expect(kinds({ breakMinutes: 30, place: "Clinic" })).toEqual([{ kind: "OTHER_PLACE", days: null }]);
  });

  it("is not made of an adjustment", () => {
    expect(kinds({ isAdjustment: true, createdAt: at("2027-01-01T00:00:00Z") })).toEqual([]);
  });
});

describe("a timer that is stopped", () => {
  it("is whole minutes, at least one, of which the break is less than all", () => {
    const startedAt = at("2026-11-24T07:00:40Z");
    expect(entryOfTimer({ startedAt, breakSeconds: 1800 }, at("2026-11-24T15:30:20Z"))).toEqual({
      startedAt: at("2026-11-24T07:00:00Z"),
      endedAt: at("2026-11-24T15:30:00Z"),
      breakMinutes: 30,
    });
    expect(entryOfTimer({ startedAt, breakSeconds: 20 }, at("2026-11-24T07:00:59Z"))).toEqual({
      startedAt: at("2026-11-24T07:00:00Z"),
      endedAt: at("2026-11-24T07:01:00Z"),
      breakMinutes: 0,
    });
  });

  it("that was forgotten is at most 24 hours", () => {
    const entry = entryOfTimer({ startedAt: at("2026-11-20T07:00:00Z"), breakSeconds: 0 }, at("2026-11-24T07:00:00Z"));
    expect(lengthMinutes(entry)).toBe(1440);
  });
});

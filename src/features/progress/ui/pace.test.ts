import { describe, expect, it } from "vitest";
import { paceSentence, weeksInARow } from "./pace.ts";

const base = { completed: 32, total: 45, expected: 33, overdue: 0, isCapped: false, nextDueDay: "24 November" };

describe("the sentence on pace", () => {
  it.each([
    [{}, "You are one competency behind the due dates."],
    [{ expected: 32 }, "You are exactly where the due dates expect you to be."],
    [{ expected: 29 }, "You are three competencies ahead of the due dates."],
    [{ expected: 29, overdue: 2 }, "You are three competencies ahead in number, and two are overdue."],
    [{ expected: 32, overdue: 1 }, "You have completed as many as were due, and one is overdue."],
    [{ completed: 45 }, "You have completed all 45 competencies."],
    [{ completed: 0, expected: 0 }, "Nothing is due yet. The first due date is 24 November."],
    [{ total: 0, completed: 0 }, "Nothing has been assigned to you yet."],
    [{ expected: undefined }, "You have completed 32 of 45 competencies."],
  ])("describes %o as %s", (change, sentence) => {
    expect(paceSentence({ ...base, ...change })).toBe(sentence);
  });
});

describe("weeks in a row", () => {
  const now = new Date("2026-11-18T12:00:00Z");

  it("counts back from this week and stops at the first gap", () => {
    const dates = ["2026-11-16T08:00:00Z", "2026-11-12T08:00:00Z", "2026-11-02T08:00:00Z", "2026-10-20T08:00:00Z"];
    expect(weeksInARow(dates, now, "UTC")).toBe(3);
  });

  it("allows the current week to have none yet", () => {
    expect(weeksInARow(["2026-11-12T08:00:00Z"], now, "UTC")).toBe(1);
  });

  it("assigns an instant to the week in the reader's time zone", () => {
    const sundayNightInLondon = "2026-11-15T23:30:00Z";
    expect(weeksInARow([sundayNightInLondon], now, "Europe/London")).toBe(1);
    expect(weeksInARow([sundayNightInLondon, "2026-11-12T08:00:00Z"], now, "Asia/Tokyo")).toBe(2);
  });

  it("is 0 without assessments", () => {
    expect(weeksInARow([], now, "UTC")).toBe(0);
  });
});

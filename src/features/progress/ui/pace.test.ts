import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { paceSentence, weeksInARow } from "./pace.ts";
import { countWord } from "./strings.ts";

const base = { completed: 32, total: 45, expected: 33, overdue: 0, isCapped: false, nextDueDay: "24 November" };

describe("the sentence on pace", () => {
  it.each([
    [{}, "Nothing is overdue. The next due date is 24 November."],
    [{ nextDueDay: undefined }, "Nothing is overdue."],
    [{ expected: 32 }, "Nothing is overdue. The next due date is 24 November."],
    [{ expected: 29 }, "You are three competencies ahead of the due dates. The next one is 24 November."],
    [{ expected: 31 }, "You are one competency ahead of the due dates. The next one is 24 November."],
    [{ expected: 29, overdue: 2 }, "Two competencies are overdue. The next due date is 24 November."],
    [{ expected: 32, overdue: 1 }, "One competency is overdue. The next due date is 24 November."],
    [{ overdue: 10, isCapped: true, nextDueDay: undefined }, "10 or more competencies are overdue."],
    [{ completed: 45 }, "You have completed all 45 competencies."],
    [{ completed: 1, total: 1 }, "You have completed your one competency."],
    [{ completed: 0, expected: 0 }, "Nothing is due yet. The first due date is 24 November."],
    [{ total: 0, completed: 0 }, "Nothing has been assigned to you yet."],
    [{ expected: undefined }, "You have completed 32 of 45 competencies."],
    [{ expected: 0, nextDueDay: undefined }, "You have completed 32 of 45 competencies."],
    [{ completed: 0, total: 1, expected: undefined }, "You have one competency to complete."],
  ])("describes %o as %s", (change, sentence) => {
    expect(paceSentence({ ...base, ...change })).toBe(sentence);
  });

  const paces = fc
    .record({
      completed: fc.nat(60),
      open: fc.nat(60),
      expected: fc.option(fc.nat(120), { nil: undefined }),
      late: fc.nat(60),
      nextDueDay: fc.constantFrom(undefined, "24 November"),
    })
    .map(({ completed, open, expected, late, nextDueDay }) => {
      const overdue = Math.min(late, open, 10);
      const total = completed + open;
      return {
        completed,
        total,
        expected: expected && Math.min(expected, total),
        overdue,
        isCapped: overdue === 10,
        nextDueDay,
      };
    });

  it("says that something is overdue exactly when it is, with its number, and then never praises", () => {
    fc.assert(
      fc.property(paces, (pace) => {
        const sentence = paceSentence(pace);
        const said = /^(.*) competenc(y|ies) (?:is|are) overdue\./.exec(sentence);
        expect(said !== null).toBe(pace.overdue > 0);
        if (said) expect(said[1]?.toLowerCase()).toBe(pace.isCapped ? "10 or more" : countWord(pace.overdue));
        if (pace.overdue > 0) expect(sentence).not.toMatch(/ahead|all|nothing|as many|exactly/i);
      }),
    );
  });

  it("has one competency in the singular and others in the plural", () => {
    fc.assert(
      fc.property(paces, (pace) => {
        const sentence = paceSentence(pace);
        expect(sentence).not.toMatch(/\b(one|1) competencies|\b(one|1) are|(?<!\bone) competency\b|competencies is/i);
        expect(sentence).toMatch(/^[A-Z0-9].*\.$/);
      }),
    );
  });

  it("says that a student is ahead only when more are completed than were due", () => {
    fc.assert(
      fc.property(paces, (pace) => {
        if (!/ahead/.test(paceSentence(pace))) return;
        expect(pace.completed).toBeGreaterThan(pace.expected ?? pace.total);
      }),
    );
  });

  it("says what is due next where it is known", () => {
    fc.assert(
      fc.property(paces, (pace) => {
        const isOpen = pace.completed < pace.total && (pace.overdue > 0 || pace.expected !== undefined);
        expect(/24 November/.test(paceSentence(pace))).toBe(isOpen && pace.nextDueDay !== undefined);
      }),
    );
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

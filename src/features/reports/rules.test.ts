import { describe, expect, it } from "vitest";
import { cellWords } from "#src/features/reports/cell-words.ts";
import { daysOf } from "#src/features/reports/facts/load-scope.ts";
import { fileNameOf, nextTime, normalQuestion, termOf } from "#src/features/reports/rules.ts";
import { question } from "#src/features/reports/schema.ts";
import { kindSpecs, kinds } from "#src/features/reports/values.ts";

const at = (text: string) => new Date(text);

describe("the next time of a schedule", () => {
  const monthly = { every: "MONTH", weekday: 1, time: "07:00" } as const;

  it.each([
    ["2026-11-28T12:00:00Z", "2026-12-07T07:00:00.000Z"],
    ["2026-12-07T06:59:00Z", "2026-12-07T07:00:00.000Z"],
    ["2026-12-07T07:00:00Z", "2027-01-04T07:00:00.000Z"],
    ["2026-01-31T12:00:00Z", "2026-02-02T07:00:00.000Z"],
  ])("of a first Monday after %s is %s", (after, next) => {
    expect(nextTime(monthly, at(after), "UTC").toISOString()).toBe(next);
  });

  it("keeps its hour over summer time", () => {
    const weekly = { every: "WEEK", weekday: 1, time: "07:00" } as const;
    const before = nextTime(weekly, at("2026-03-20T12:00:00Z"), "Europe/Berlin");
    expect(before.toISOString()).toBe("2026-03-23T06:00:00.000Z");
    expect(nextTime(weekly, before, "Europe/Berlin").toISOString()).toBe("2026-03-30T05:00:00.000Z");
    const autumn = nextTime(weekly, at("2026-10-20T12:00:00Z"), "Europe/Berlin");
    expect(autumn.toISOString()).toBe("2026-10-26T06:00:00.000Z");
  });

  it("is later where the clocks skip the time, and the first of two", () => {
    const daily = { every: "DAY", weekday: 1, time: "02:30" } as const;
    expect(nextTime(daily, at("2026-03-28T12:00:00Z"), "Europe/Berlin").toISOString()).toBe("2026-03-29T01:30:00.000Z");
    const first = nextTime(daily, at("2026-10-24T12:00:00Z"), "Europe/Berlin");
    expect(first.toISOString()).toBe("2026-10-25T00:30:00.000Z");
    expect(nextTime(daily, first, "Europe/Berlin").toISOString()).toBe("2026-10-26T01:30:00.000Z");
  });
});

describe("a question", () => {
  const given = { kind: "COHORT_SUMMARY", title: "Winter", cohortId: "c", sections: [{ id: "students", shown: true }] };

  it("has one form, however it is written", () => {
    const plain = normalQuestion(question.parse(given), "cohortId", "c");
    const spelled = normalQuestion(
      question.parse({
        ...given,
        paper: "A4",
        period: "year",
        sections: [
          { id: "students", shown: true, group: "none", sort: "name", columns: plain.sections[0]?.columns },
          { id: "hours", shown: false },
        ],
      }),
      "cohortId",
      "c",
    );
    expect(spelled).toEqual(plain);
  });

  it.each([
    [{ sections: [{ id: "rotations", shown: true }] }],
    [{ sections: [{ id: "students", shown: true, columns: ["shoes"] }] }],
    [{ sections: [{ id: "students", shown: true, columns: ["name", "name"] }] }],
    [
      {
        sections: [
          { id: "students", shown: true },
          { id: "students", shown: true },
        ],
      },
    ],
    [{ sections: [{ id: "summary", shown: true, group: "site" }] }],
    [{ period: "2026-03-31/2026-01-01" }],
    [{ title: " " }],
  ])("is refused: %j", (wrong) => {
    expect(question.safeParse({ ...given, ...wrong }).success).toBe(false);
  });

  it("of every kind may show every section", () => {
    for (const kind of kinds) {
      const sections = kindSpecs[kind].sections.map(({ id }) => ({ id, shown: true }));
      expect(question.safeParse({ kind, title: "All", sections }).success).toBe(true);
    }
  });
});

describe("the days of a report", () => {
  const days = {
    today: "2026-12-01",
    first: "2026-02-03",
    term: { from: "2026-09-07", to: "2026-12-01" },
    year: "2026-09-01",
  };

  it("are the term's, the year's, all there are, or those that are named", () => {
    expect(daysOf({ period: "term" }, days)).toEqual({ from: "2026-09-07", to: "2026-12-01" });
    expect(daysOf({ period: "term" }, { ...days, term: undefined })).toEqual({ from: "2026-09-01", to: "2026-12-01" });
    expect(daysOf({ period: "all" }, days)).toEqual({ from: "2026-02-03", to: "2026-12-01" });
    expect(daysOf({ period: "2026-01-01/2026-01-31" }, days)).toEqual({ from: "2026-01-01", to: "2026-01-31" });
  });

  it("of a term end with today, or with the term", () => {
    const terms = [
      { name: "Summer", startsOn: "2026-04-01", endsOn: "2026-07-31" },
      { name: "Winter", startsOn: "2026-10-01", endsOn: "2027-02-15" },
    ];
    expect(termOf(terms, "2026-12-01")).toEqual({ name: "Winter", from: "2026-10-01", to: "2026-12-01" });
    expect(termOf(terms, "2026-09-01")).toEqual({ name: "Summer", from: "2026-04-01", to: "2026-07-31" });
    expect(termOf(terms, "2026-01-01")).toBeUndefined();
  });
});

describe("a cell in words", () => {
  it.each([
    ["2026-09-04", "4 Sept 2026"],
    ["Not started", "Not started"],
    [null, "Never"],
  ])("of a column of days says of %j %j", (value, words) => {
    expect(cellWords(value, { kind: "day", none: "Never" })).toBe(words);
  });
});

describe("the name of a file", () => {
  it.each([
    ["BSc Nursing 2027: winter summary", "BSc Nursing 2027 winter summary.pdf"],
    ['../../etc/"passwd"\r\n', "etc passwd.pdf"],
    ["...", "report.pdf"],
    ["تقرير", "تقرير.pdf"],
  ])("of %j is %j", (title, name) => {
    expect(fileNameOf({ title, format: "PDF" })).toBe(name);
  });
});

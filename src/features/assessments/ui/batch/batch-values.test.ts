import { describe, expect, it } from "vitest";
import type { GridRow } from "#src/features/assessments/batch/schema.ts";
import { countStates, layPaste, levelOfKey, obstacleOf, parsePaste, readLevel, type Scale } from "./batch-values.ts";

const level = (value: number, label: string) => ({ value, label, description: "" });
const scaleOf = (kind: Scale["kind"], min: number, max: number, labels: string[]): Scale => ({
  id: "scale",
  name: "Scale",
  question: "",
  kind,
  min,
  max,
  levels: labels.map((label, index) => level(min + index, label)),
});
const levels = scaleOf("ORDINAL", 1, 5, [
  "Observe",
  "Direct supervision",
  "Indirect",
  "Unsupervised",
  "Supervises others",
]);
const number = scaleOf("NUMERIC", 0, 5, []);
const passFail = scaleOf("BINARY", 0, 1, ["Fail", "Pass"]);

describe("a level as it was typed", () => {
  it.each([
    ["4", levels, 4],
    [" 4 ", levels, 4],
    ["4.0", levels, 4],
    ["direct SUPERVISION", levels, 2],
    ["Direct", levels, 2],
    ["4 · Unsupervised", levels, 4],
    ["3,25", number, 3.25],
    ["0", number, 0],
    ["pass", passFail, 1],
    ["0", passFail, 0],
  ] as const)("%j is read", (text, scale, rating) => {
    expect(readLevel(text, scale)).toEqual({ rating });
  });

  it.each([
    ["6", levels, "6 is not a level", "Press 1 to 5."],
    ["3.5", levels, "3.5 is not a level", "Press 1 to 5."],
    ["good", number, "good is not a number", "Type a number from 0 to 5."],
    ["5,01", number, "5,01 is not on this scale", "Type a number from 0 to 5."],
    ["3.333", number, "3.333 has more than two decimals", "Type a number from 0 to 5."],
    ["2", passFail, "2 is neither pass nor fail", "Press P for pass or F for fail."],
  ] as const)("%j is kept, with the way out", (text, scale, fault, wayOut) => {
    expect(readLevel(text, scale)).toEqual({ fault, wayOut });
  });

  it("is nothing while nothing is typed", () => {
    expect(readLevel("  ", levels)).toBeNull();
  });
});

it("knows the levels of keys: digits, and the letters of pass and fail", () => {
  expect(["1", "5", "6", "0", "p", "-"].map((key) => levelOfKey(key, levels))).toEqual([
    1,
    5,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(["1", "0", "p", "F", "x"].map((key) => levelOfKey(key, passFail))).toEqual([1, 0, 1, 0, undefined]);
  expect(levelOfKey("3", number)).toBeUndefined();
});

describe("a paste", () => {
  const targets = ["Amina Okafor", "Ben Silva", "Chloe Kim", "Ben Silva"].map((name, n) => ({
    id: `r${n}`,
    name,
    number: `N20${n}`,
    canTake: n !== 2,
  }));

  it("keeps line breaks, tabs and quotes inside a cell", () => {
    expect(parsePaste('4\t"Two\nlines, ""quoted"""\r\n5\tplain "word"\r\n')).toEqual([
      ["4", 'Two\nlines, "quoted"'],
      ["5", 'plain "word"'],
    ]);
  });

  it("fills down from the row it was pasted on, as it was written, and says what it could not use", () => {
    const { entries, unused } = layPaste("4\tWell done\n6\t\n-\tNot today\n3\n2", targets, 0);
    expect(entries.get("r0")).toEqual({ level: "4", words: "Well done", isAbsent: false, pastedFrom: 1 });
    expect(entries.get("r1")).toEqual({ level: "6", words: "", isAbsent: false, pastedFrom: 2 });
    expect(entries.has("r2")).toBe(false);
    expect(entries.get("r3")).toMatchObject({ level: "3", pastedFrom: 4 });
    expect(unused).toEqual(["Row 3: Chloe Kim cannot be assessed.", "Row 5: there are no more rows here."]);
  });

  it("finds rows by number or name where they are in a first column, in any order, and leaves out a head", () => {
    const text = "Student\tLevel\tWords\nN201\t5\tGood\namina okafor\t2\t\nBen Silva\t4\t\nNora\t1\t\nN201\t1\t";
    const { entries, unused } = layPaste(text, targets, 3);
    expect([...entries].map(([id, { level: typed }]) => [id, typed])).toEqual([
      ["r1", "5"],
      ["r0", "2"],
    ]);
    // Two are called Ben Silva, and which of them is meant is not guessed.
    expect(unused).toEqual([
      "Row 4: nobody here is called Ben Silva.",
      "Row 5: nobody here is called Nora.",
      "Row 6: Ben Silva is in it twice.",
    ]);
  });

  it("takes a minus as not here, and never as a level", () => {
    expect(layPaste("–", targets, 1).entries.get("r1")).toMatchObject({ level: "", isAbsent: true });
  });
});

describe("what stands in the way of a row", () => {
  const row: GridRow = {
    studentId: "amina",
    studentName: "Amina Okafor",
    studentNumber: null,
    competencyId: "c",
    competencyName: "Hand hygiene",
    category: "Safety",
    scaleId: "scale",
    target: 4,
    last: null,
    isCompleted: false,
    observedFrom: "2026-11-01T00:00:00.000Z",
    placementEndsOn: "2026-11-20",
    requestId: null,
    draftId: null,
    obstacle: null,
  };
  const at = (day: string) => ({ day, at: new Date(`${day}T12:00:00Z`), dayWords: () => "20 Nov" });

  it("is the placement that had ended, a competency that had not begun, a draft, criteria, or nothing", () => {
    expect(obstacleOf(row, at("2026-11-20"))).toBeNull();
    expect(obstacleOf(row, at("2026-11-21"))).toBe("Placement ended on 20 Nov.");
    expect(obstacleOf(row, at("2026-10-31"))).toBe("Observed before this competency or placement began.");
    expect(obstacleOf({ ...row, draftId: "d" }, at("2026-11-20"))).toBe("You began a draft. Go on in it.");
    expect(obstacleOf({ ...row, obstacle: "criteria" }, at("2026-11-20"))).toContain("criteria");
    expect(obstacleOf({ ...row, obstacle: "not-assigned" }, at("2026-11-20"))).toContain("Does not have");
  });
});

it("counts rows by state, with the first of each", () => {
  const counts = countStates([
    { id: "a", state: { kind: "none" } },
    { id: "b", state: { kind: "ready", rating: 3 } },
    { id: "c", state: { kind: "none" } },
  ]);
  expect(counts.none).toEqual({ count: 2, firstId: "a" });
  expect(counts.ready).toEqual({ count: 1, firstId: "b" });
  expect(counts.error).toEqual({ count: 0, firstId: null });
});

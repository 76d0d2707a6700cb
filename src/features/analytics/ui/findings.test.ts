import { describe, expect, it } from "vitest";
import {
  capacityFinding,
  completionFinding,
  engagementFinding,
  kindsFinding,
  programsFinding,
  ratingsFinding,
  standardsFinding,
  thirdsFinding,
  turnaroundFinding,
  weakestOf,
} from "./findings.ts";

describe("the title of completed over time", () => {
  const points = (...lines: readonly (readonly [number | null, number | null])[]) =>
    lines.map(([median, planned]) => ({
      from: "2026-09-01",
      to: "2026-09-07",
      lowerQuartile: null,
      median,
      upperQuartile: null,
      planned,
    }));

  it.each([
    ["nothing known", [], "Nothing is planned or completed yet"],
    [
      "no plan",
      [
        [0, null],
        [14, null],
      ],
      "The middle student has completed 14 competencies",
    ],
    [
      "ahead",
      [
        [1, 1],
        [12, 10],
      ],
      "Your students are 2 competencies ahead of the plan",
    ],
    [
      "on plan",
      [
        [0, 0],
        [10, 10.4],
      ],
      "Your students keep to the plan",
    ],
    [
      "catching up",
      [
        [0, 4],
        [8, 9.5],
      ],
      "Your students are catching up with the plan, by 2.5 competencies each",
    ],
    [
      "falling behind",
      [
        [0, 0],
        [8, 9],
      ],
      "Your students are falling behind the plan, by 1 competency each",
    ],
    [
      "staying behind",
      [
        [0, 2],
        [8, 10],
      ],
      "Your students stay 2 competencies behind the plan",
    ],
  ] as const)("says %s", (_case, lines, title) => {
    expect(completionFinding(points(...lines))).toBe(title);
  });
});

describe("the title of ratings by category", () => {
  const line = (
    category: string,
    [low, all]: readonly [number, number],
    [later, allLater]: readonly [number, number],
  ) => ({
    category,
    earlier: { below: all - low, at: low, above: 0 },
    later: { below: allLater - later, at: 0, above: later },
  });

  it.each([
    ["no ratings", [], "No ratings in this period"],
    ["too few", [line("Care", [1, 4], [9, 9])], "Too few ratings to compare"],
    [
      "more everywhere",
      [line("Care", [5, 10], [8, 10]), line("Talk", [1, 10], [2, 10])],
      "More ratings reach the target in every category",
    ],
    [
      "more but one",
      [line("Care", [5, 10], [8, 10]), line("Talk", [1, 10], [2, 10]), line("Notes", [5, 10], [5, 10])],
      "More ratings reach the target, but not in Notes",
    ],
    [
      "more in one",
      [line("Care", [5, 10], [8, 10]), line("Talk", [5, 10], [5, 10])],
      "More ratings reach the target in Care",
    ],
    [
      "fewer",
      [line("Care", [5, 10], [2, 10]), line("Talk", [5, 10], [5, 10])],
      "Fewer ratings reach the target in Care",
    ],
    [
      "more and fewer",
      [line("Care", [5, 10], [8, 10]), line("Talk", [5, 10], [2, 10])],
      "More ratings reach the target in Care, fewer in Talk",
    ],
    ["no change", [line("Care", [50, 100], [54, 100])], "Ratings reach the target as often as before"],
  ])("says %s", (_case, categories, title) => {
    expect(ratingsFinding(categories)).toBe(title);
  });
});

it.each([
  [0, null, "You answered no requests in this period"],
  [5, 0, "You answer half of the requests within a day"],
  [5, 24, "You answer half of the requests within a day"],
  [5, 25, "You answer half of the requests within 2 days"],
])("the title of %d answers after %s hours", (answered, medianHours, title) => {
  expect(turnaroundFinding({ answered, medianHours })).toBe(title);
});

describe("the title of programs", () => {
  const program = (name: string, competenciesAhead: number | null) => ({
    id: name,
    name,
    students: 20,
    completedPercentage: 50,
    plannedPercentage: 50,
    competenciesAhead,
    weeksAhead: null,
    daysToComplete: null,
    assessedMonthly: null,
    overdue: 0,
    cohorts: [],
  });

  it.each([
    ["nothing known", [program("A", null)], "Not enough evidence yet to say how programs do"],
    ["all on plan", [program("A", -0.9), program("B", 3)], "Every program keeps to its plan"],
    ["one of one", [program("A", -2)], "A is 2.0 competencies a student behind its plan"],
    [
      "one of two",
      [program("A", -2), program("B", 0)],
      "A is 2.0 competencies a student behind its plan; the others keep pace",
    ],
    [
      "two",
      [program("A", -2), program("B", -3.5)],
      "B is furthest behind its plan, by 3.5 competencies a student; 1 more is behind",
    ],
  ])("says %s", (_case, programs, title) => {
    expect(programsFinding(programs)).toBe(title);
  });
});

describe("the title of standards", () => {
  const standard = (code: string, competencies: number, studentsWithEvidence = 10) => ({
    id: code,
    code,
    statement: `Standard ${code}`,
    byCategory: [],
    competencies: Array.from({ length: competencies }, (_, n) => ({
      id: `${code}.${n}`,
      name: "",
      category: "",
      assessments: 1,
    })),
    assessments: competencies,
    students: 20,
    studentsWithEvidence,
  });

  it.each([
    ["none", [], "No standards are linked yet"],
    ["one", [standard("1", 3)], "The one standard is covered"],
    [
      "all covered",
      [standard("1", 3), standard("2", 2)],
      "All 2 standards are covered; standard 2 rests on 2 competencies",
    ],
    [
      "one that rests on one",
      [standard("1", 3), standard("2", 1)],
      "All 2 standards are covered; standard 2 rests on one competency",
    ],
    ["one without", [standard("1", 3), standard("2", 0)], "Standard 2 has no competency"],
    ["two without", [standard("1", 0), standard("2", 0), standard("3", 1)], "2 of 3 standards have no competency"],
  ])("says %s", (_case, standards, title) => {
    expect(standardsFinding(standards)).toBe(title);
  });

  it("takes the one with fewer students who have evidence where two rest on as many competencies", () => {
    expect(weakestOf([standard("1", 2, 9), standard("2", 2, 4)])?.id).toBe("2");
  });
});

describe("the title of sites", () => {
  const item = (unit: string, places: number | null, placed: (number | null)[]) => ({
    rotationId: unit,
    rotation: unit,
    site: "General",
    unit,
    places,
    studentsPerSupervisor: null,
    placed,
  });
  const weeks = ["2026-11-30", "2026-12-07"];

  it.each([
    ["nothing runs", [], "No rotation runs in these weeks"],
    ["no places", [item("A", null, [4, 4])], "No places are set, so nothing is full"],
    ["room", [item("A", 5, [4, 5])], "Every unit with places has room this week"],
    ["one full", [item("A", 5, [5, 4]), item("B", 5, [null, null])], "One unit is full this week"],
    ["over later", [item("A", 5, [5, 7])], "A is over its places from 2026-12-07"],
    [
      "over, and room elsewhere",
      [item("A", 5, [7, 7]), item("B", 9, [2, 2])],
      "A is over its places from 2026-11-30; B has 7 free",
    ],
  ])("says %s", (_case, items, title) => {
    expect(capacityFinding({ weeks, items }, (day) => day)).toBe(title);
  });
});

describe("use", () => {
  const thirds = (...medians: number[]) =>
    medians.map((medianPercentage, n) => ({ students: 10, fewestUses: n, mostUses: n, medianPercentage }));

  it.each([
    [[], "Use beside completion"],
    [[50, 55, 54], "Students who use it most have completed about as much as the others"],
    [[50, 55, 71.2], "Students who use it most have completed more: 71 %, against 50 % of those who use it least"],
    [[60, 55, 40], "Students who use it most have completed less: 40 %, against 60 % of those who use it least"],
  ])("of thirds that completed %j", (medians, title) => {
    expect(thirdsFinding(thirds(...medians))).toBe(title);
  });

  const week = (count: number, students: number | null) => ({
    from: "",
    to: "",
    byType: [{ type: "VIEW" as const, count }],
    students,
  });

  it("says how many used it in the lower of two middle weeks", () => {
    const weeks = [week(90, 12), week(10, null), week(40, 8), week(60, 9)];
    expect(engagementFinding(weeks, 20)).toBe("8 of 20 students used it in the middle week, 40 times together");
    expect(engagementFinding([week(4, null), week(9, 7)], 20)).toBe("Students use it 4 times in the middle week");
    expect(engagementFinding([], 20)).toBe("Students use it 0 times in the middle week");
  });

  it("says what most students used, where they are enough", () => {
    const kind = (students: number | null) => ({ type: "FEEDBACK_VIEW" as const, count: 9, students });
    expect(kindsFinding([kind(9), kind(null)], 20)).toBe("Feedback read: 9 of 20 students, more than anything else");
    expect(kindsFinding([kind(null)], 20)).toBe("Use by kind");
    expect(kindsFinding([], 20)).toBe("Nothing was used in this period");
  });
});

import { describe, expect, it } from "vitest";
import { dayNumber, factsOf, isoOf, type PlannedItem, type StudentHistory } from "./facts-of.ts";
import { featuresOf } from "./features-of.ts";
import { inputNames, inputs } from "./inputs.ts";
import { isFlagged } from "./rule.ts";

const today = dayNumber("2026-11-26");

const item = (n: number, dueOn: string, completedOn: number | null = null): PlannedItem => ({
  id: `c${n}`,
  dueOn,
  startsOn: null,
  endsOn: null,
  completedOn,
  evaluatorsNeeded: 2,
  observationsNeeded: 2,
});

const rating = (day: number, competency: string, score = 4, evaluator = "hansen") => ({
  day,
  knownOn: day,
  score,
  target: 4,
  weight: 1,
  competency,
  evaluator,
});

const history: StudentHistory = {
  startsOn: today - 90,
  endsOn: today + 60,
  plan: [
    item(1, isoOf(today - 30), today - 40),
    item(2, isoOf(today - 10)),
    item(3, isoOf(today)),
    item(4, isoOf(today + 60)),
  ],
  assessments: [rating(today - 41, "c1"), rating(today - 40, "c1", 4, "said"), rating(today - 26, "c2")],
  interactions: [{ day: today - 3, kind: "VIEW", count: 4 }],
};

const named = (of: StudentHistory, cutoff = today) =>
  Object.fromEntries(featuresOf(of, cutoff).map((value, place) => [inputNames[place], value]));

describe("the facts of a history", () => {
  it("are those counted by hand", () => {
    expect(factsOf(history, today)).toEqual({
      total: 4,
      completed: 1,
      planned: 3,
      overdue: 1,
      daysSilent: 26,
      isAssessed: true,
      recent: { count: 3, below: 0 },
      waitForAssessor: 1,
      waitForObservation: 0,
      lately: 1,
      before: 2,
    });
  });

  it.each([
    ["behind and silent", history, true],
    ["behind, and assessed 20 days ago", { ...history, assessments: [rating(today - 20, "c2")] }, false],
    [
      "silent, and on plan",
      { ...history, plan: [item(1, isoOf(today - 30), today - 40), item(2, isoOf(today + 5))] },
      false,
    ],
    ["without a plan", { ...history, plan: [{ ...item(1, ""), dueOn: null }] }, false],
    ["never assessed, from the first day", { ...history, assessments: [] }, true],
    ["never assessed, in the first three weeks", { ...history, startsOn: today - 20, assessments: [] }, false],
    ["complete", { ...history, plan: [item(1, isoOf(today - 30), today - 5)] }, false],
  ])("flag who is %s", (_, of, expected) => {
    expect(isFlagged(factsOf(of, today))).toBe(expected);
  });
});

describe("the inputs of the model", () => {
  it("look at nothing that was observed, signed, completed or done after the cut-off", () => {
    const cutoff = today - 30;
    const later: StudentHistory = {
      ...history,
      plan: history.plan.map((line) => (line.completedOn === null ? { ...line, completedOn: cutoff + 1 } : line)),
      assessments: [
        ...history.assessments,
        rating(cutoff + 1, "c3"),
        { ...rating(cutoff - 5, "c2", 1), knownOn: cutoff + 1 },
      ],
      interactions: [...(history.interactions ?? []), { day: cutoff + 1, kind: "VIEW", count: 9 }],
    };
    expect(featuresOf(later, cutoff)).toEqual(featuresOf(history, cutoff));
    expect(featuresOf(later, cutoff + 1)).not.toEqual(featuresOf(history, cutoff + 1));
  });

  it("are neutral, and say so, where the student agreed to nothing", () => {
    const without = named({ ...history, interactions: null });
    const engagement = Object.entries(without).filter(([name]) => name.startsWith("engagement"));
    expect(engagement.length).toBeGreaterThan(3);
    expect(engagement.every(([, value]) => value === 0)).toBe(true);
    expect(named(history).engagementKnown).toBe(1);
  });

  it("do not depend on the order in which things are given, and are finite", () => {
    const turned = { ...history, assessments: history.assessments.toReversed(), plan: history.plan.toReversed() };
    expect(featuresOf(turned, today)).toEqual(featuresOf(history, today));
    const empty: StudentHistory = { startsOn: today, endsOn: null, plan: [], assessments: [], interactions: [] };
    expect(featuresOf(empty, today).every(Number.isFinite)).toBe(true);
    expect(featuresOf(history, today)).toHaveLength(inputNames.length);
  });

  it("contain nothing protected", () => {
    const protectedWords =
      /\b(sex|gender|age|birth|born|race|ethnic|origin|nation|language|religion|disab|health|pregnan|marital|orient|address|region|income|pronoun|name|picture)/i;
    const words = inputs.map(({ name, says }) => `${name.replace(/([A-Z])/g, " $1")} ${says}`);
    expect(words.filter((text) => protectedWords.test(text))).toEqual([]);
  });
});

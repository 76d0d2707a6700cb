import { describe, expect, it } from "vitest";
import type { FormAnswer } from "#src/features/assessments/schema.ts";
import { gapsOf, initialValues, toEvaluationData, unlikelyDaysAgo } from "./assessment-values.ts";
import { differencesOf } from "./draft-differences.ts";

const form: FormAnswer = {
  student: { id: "amina", name: "Amina", studentNumber: null, subtitle: "" },
  competency: { id: "c", code: null, name: "Hands", description: "", category: "Care", targetRating: 4 },
  position: 1,
  totalCompetencies: 1,
  lastAssessed: null,
  observedFrom: "2026-01-01T00:00:00Z",
  scale: { id: "s", name: "Performance", question: "", kind: "NUMERIC", min: 0, max: 5, levels: [] },
  criteria: [
    { id: "k", name: "Gel", description: "", weight: 1, maxScore: 10, passScore: null, performanceLevels: [] },
  ],
  rotations: [],
  request: null,
  draft: null,
};
const now = new Date("2026-11-29T12:00:00Z");
const values = {
  ...initialValues(form),
  overallRating: 0.5,
  observedAt: "2026-11-29T10:00",
  criteria: [{ rubricId: "k", score: 2.5, isNotObserved: false, comment: "" }],
};

describe("what was typed and is not a number", () => {
  it("is a gap with words, and is not sent", () => {
    const wrong = { ...values, overallRating: Number.NaN, criteria: [{ ...values.criteria[0], score: Number.NaN }] };
    // The types of the list are those of the form.
    const given = wrong as typeof values;
    expect(gapsOf(given, form, now).map(({ name, message }) => [name, message])).toEqual([
      ["overallRating", "This is not a number. Write it as 3.5 or 3,5."],
      ["criteria.0", "This is not a number. Write it as 3.5 or 3,5."],
    ]);
    expect(toEvaluationData(given, form)).not.toHaveProperty("overallRating");
    expect(toEvaluationData(given, form)).not.toHaveProperty("criteria");
  });
});

it("refuses with words an observation that the server would refuse", () => {
  expect(gapsOf({ ...values, observedAt: "2025-12-30T10:00" }, form, now)).toMatchObject([{ name: "observedAt" }]);
});

it.each([
  ["2026-11-29T10:00", undefined],
  ["2026-10-31T12:00", undefined],
  ["2026-10-29T12:00", 31],
  ["1970-01-01T00:00", 20786],
])("asks about an observation of %s: %s days ago", (observedAt, days) => {
  expect(unlikelyDaysAgo(observedAt, now)).toBe(days);
});

describe("a draft that was saved elsewhere", () => {
  const saved = (strengths: string, files: string[] = []) => ({
    assessmentId: "a",
    version: "v",
    savedAt: now.toISOString(),
    evaluationData: { ...toEvaluationData(values, form), strengths },
    evidenceFiles: files,
  });

  it("is shown where it differs, also where it has nothing", () => {
    const here = { values: { ...values, nextSteps: "more gel" }, fileIds: ["f"] };
    expect(differencesOf(here, saved("calm"), form)).toEqual([
      { label: "Went well", saved: "calm" },
      { label: "Next time", saved: "" },
      { label: "Evidence", saved: "" },
    ]);
  });

  it("does not differ with the same content", () => {
    expect(
      differencesOf({ values: { ...values, strengths: "calm" }, fileIds: ["f"] }, saved("calm", ["f"]), form),
    ).toEqual([]);
  });
});

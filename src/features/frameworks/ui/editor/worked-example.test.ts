import { describe, expect, it } from "vitest";
import type { EditCompetency, EditScale } from "#src/features/frameworks/editing/schema.ts";
import { exampleRatings, neededWords, workOut } from "./worked-example.ts";

const scale: EditScale = {
  ...{ id: "s", name: "Entrustment", kind: "ORDINAL", min: 1, max: 5, defaultTarget: 4, allowMean: false },
  question: "?",
  levels: [1, 2, 3, 4, 5].map((value) => ({ value, label: `Level ${value}`, description: "" })),
};
const numeric: EditScale = { ...scale, kind: "NUMERIC", min: 0, levels: [] };
const competency: EditCompetency = {
  ...{ id: "c", name: "Reads a wound.", shortName: null, description: "", category: null, level: "EXPERT" },
  ...{ isRequired: true, ratingScaleId: "s", targetRating: 4, scoringMethod: "LATEST", nTimes: null },
  ...{ requiredObservations: 1, requiredEvaluators: 1, requiredDays: 1, validityMonths: null },
  ...{ renewalWays: ["REASSESSMENT"], needsApproval: false, needsCountersignature: false, replacesId: null },
  rubric: [],
};
const times: EditCompetency = { ...competency, scoringMethod: "N_TIMES", nTimes: 2 };

describe("the worked example of a method", () => {
  it("starts below the target and reaches it twice, whatever the scale", () => {
    expect(exampleRatings(competency, scale)).toEqual([2, 3, 4, 3, 4]);
    expect(exampleRatings({ ...competency, targetRating: 2 }, scale)).toEqual([1, 1, 2, 1, 2]);
    expect(exampleRatings({ ...competency, targetRating: 3.5 }, numeric)).toEqual([2.5, 3, 3.5, 3, 3.5]);
    expect(exampleRatings(competency, { ...scale, kind: "BINARY", min: 0, max: 1 })).toEqual([0, 1, 1]);
  });

  it("is counted by the rules that count real ratings", () => {
    expect(workOut(times, scale, [2, 3, 4, 3, 4])).toMatchObject({ completedAt: 5, atTarget: 2, score: { result: 4 } });
    expect(workOut(times, scale, [2, 4])).toMatchObject({ completedAt: null, score: { result: null } });
    expect(workOut(competency, scale, [4, 2])).toMatchObject({ completedAt: 1, score: { result: 2 } });
    const decaying = { ...competency, scoringMethod: "DECAYING_AVERAGE" as const };
    expect(workOut(decaying, numeric, [2, 3, 4]).score.result).toBe(3.5275);
    expect(workOut({ ...decaying, scoringMethod: "WEIGHTED_AVERAGE" }, numeric, [2, 3, 4]).score.result).toBe(3.475);
    expect(workOut({ ...competency, scoringMethod: "MINIMUM_OF_CRITERIA" }, scale, [4]).score.result).toBeNull();
  });

  it("says what is needed as a student's own page says it", () => {
    expect(neededWords(competency, scale)).toBe("One assessment at 4 · Level 4 or above.");
    expect(neededWords({ ...times, requiredObservations: 3, requiredEvaluators: 2, requiredDays: 2 }, scale)).toBe(
      "Three assessments, two of them at 4 · Level 4 or above, by two different assessors, on two different days.",
    );
  });
});

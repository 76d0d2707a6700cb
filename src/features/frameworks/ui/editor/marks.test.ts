import { describe, expect, it } from "vitest";
import type { EditItem } from "#src/features/frameworks/editing/schema.ts";
import { marksOf } from "./marks.ts";

const category = (id: string): EditItem => ({
  ...{ id, identifier: id, parentId: null, kind: "CATEGORY", code: null, statement: id, itemType: null },
  ...{ editorNote: null, competency: null },
});

function competency(id: string, parentId: string, replacesId: string | null, targetRating = 4): EditItem {
  return {
    ...category(id),
    ...{ parentId, kind: "COMPETENCY" },
    competency: {
      ...{ id: `c_${id}`, name: "Same words.", shortName: null, description: "", category: null, level: "EXPERT" },
      ...{ isRequired: true, ratingScaleId: "s", targetRating, scoringMethod: "LATEST", nTimes: null },
      ...{ requiredObservations: 1, requiredEvaluators: 1, requiredDays: 1, validityMonths: null },
      ...{ renewalWays: ["REASSESSMENT"], needsApproval: false, needsCountersignature: false, replacesId, rubric: [] },
    },
  };
}

describe("the marks of a draft", () => {
  it("say what is new, changed, moved and retired, and nothing of what is the same", () => {
    const before = [category("A"), ...["1", "2", "3", "4"].map((id) => competency(`old${id}`, "A", null))];
    const draft = [
      category("A"),
      competency("same", "A", "c_old1"),
      competency("changed", "A", "c_old2", 3),
      competency("new", "A", null),
      category("B"),
      competency("moved", "B", "c_old3"),
    ];
    const { byItem, retired } = marksOf(draft, before);
    expect(Object.fromEntries(byItem)).toEqual({ changed: "CHANGED", new: "NEW", moved: "MOVED" });
    expect(retired.map(({ id }) => id)).toEqual(["old4"]);
  });
});

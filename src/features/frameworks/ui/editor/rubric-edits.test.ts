import { describe, expect, it } from "vitest";
import type { RubricCriterion } from "#src/features/frameworks/editing/schema.ts";
import {
  addColumn,
  changeCell,
  columnsOf,
  exampleScores,
  moveUp,
  removeColumn,
  renameColumn,
  setMustPass,
} from "./rubric-edits.ts";

const criterion = (id: string, given: Partial<RubricCriterion> = {}): RubricCriterion => ({
  ...{ id, name: id, description: "", weight: 1, maxScore: 2, passScore: null },
  levels: [0, 1, 2].map((value) => ({ value, label: `Level ${value}`, description: `${id}${value}` })),
  ...given,
});
const rubric = [criterion("a"), criterion("b", { levels: [], maxScore: 5 })];

describe("the grid of a rubric", () => {
  it("has a column for each score that a criterion names", () => {
    expect(columnsOf(rubric).map(({ value }) => value)).toEqual([0, 1, 2]);
    expect(columnsOf([])).toEqual([]);
  });

  it("writes a cell, also of a criterion that had no such level", () => {
    const column = { value: 1, label: "Level 1" };
    expect(changeCell(rubric, "a", column, "New")[0]?.levels[1]).toEqual({ ...column, description: "New" });
    expect(changeCell(rubric, "b", column, "New")[1]).toMatchObject({
      levels: [{ ...column, description: "New" }],
      maxScore: 5,
    });
  });

  it("adds a level on top, which becomes the highest score of all", () => {
    const added = addColumn(rubric, "Excellent");
    expect(added.map(({ maxScore }) => maxScore)).toEqual([3, 3]);
    expect(columnsOf(added).at(-1)).toEqual({ value: 3, label: "Excellent" });
  });

  it("removes a level, and with it what was passed from it", () => {
    const mustPass = [criterion("a", { passScore: 2 })];
    const [left] = removeColumn(mustPass, 2);
    expect(left).toMatchObject({ maxScore: 1, passScore: 1, levels: [{ value: 0 }, { value: 1 }] });
    expect(removeColumn([criterion("a", { passScore: 1 })], 1)[0]?.passScore).toBeNull();
  });

  it("names a level for all criteria, and moves a criterion up", () => {
    expect(renameColumn(rubric, 1, "Safe")[0]?.levels[1]?.label).toBe("Safe");
    expect(moveUp(rubric, "b").map(({ id }) => id)).toEqual(["b", "a"]);
    expect(moveUp(rubric, "a").map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("lets a criterion that must be passed be passed from the level before the highest", () => {
    expect(setMustPass(criterion("a"), true).passScore).toBe(1);
    expect(setMustPass(criterion("a", { levels: [] }), true).passScore).toBe(2);
    expect(setMustPass(criterion("a", { passScore: 1 }), false).passScore).toBeNull();
  });

  it("shows an example that is not the best, unless another was chosen", () => {
    expect(exampleScores(rubric, {})).toEqual([1, 5]);
    expect(exampleScores(rubric, { a: 2, b: 9 })).toEqual([2, 5]);
  });
});

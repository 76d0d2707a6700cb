import { describe, expect, it } from "vitest";
import { changesOf, isNothing } from "#src/features/frameworks/editing/changes.ts";
import {
  addBeside,
  categoriesOf,
  changeCompetencies,
  changeItem,
  changeStatement,
  inOrder,
  isTargetOf,
  methodsOf,
  moveTo,
  placeOf,
  type Step,
  stepOf,
  topmost,
  without,
} from "#src/features/frameworks/editing/draft.ts";
import { publishFaults, saveFaults } from "#src/features/frameworks/editing/faults.ts";
import type { EditItem, EditScale } from "#src/features/frameworks/editing/schema.ts";
import { allowedMethods } from "#src/features/progress/rules.ts";

const entrustment: EditScale = {
  ...{ id: "entrustment", name: "Entrustment", kind: "ORDINAL", min: 1, max: 5, defaultTarget: 4 },
  ...{ allowMean: false, question: "How much?", levels: [] },
};
const numeric: EditScale = { ...entrustment, id: "numeric", kind: "NUMERIC", min: 0, defaultTarget: 3.5 };
const scales = [entrustment, numeric];

function category(id: string, parentId: string | null = null): EditItem {
  return {
    ...{ id, identifier: id, parentId, kind: "CATEGORY", code: null, statement: `Category ${id}` },
    ...{ itemType: null, editorNote: null, competency: null },
  };
}

function competency(id: string, parentId: string | null, given: Partial<EditItem["competency"]> = {}): EditItem {
  return {
    ...category(id, parentId),
    kind: "COMPETENCY",
    statement: `Does ${id}.`,
    competency: {
      ...{ id: `c_${id}`, name: `Does ${id}.`, shortName: null, description: "", category: null, level: "EXPERT" },
      ...{ isRequired: true, ratingScaleId: "entrustment", targetRating: 4, scoringMethod: "LATEST", nTimes: null },
      ...{ requiredObservations: 1, requiredEvaluators: 1, requiredDays: 1, validityMonths: null },
      ...{ renewalWays: ["REASSESSMENT"], needsApproval: false, needsCountersignature: false, replacesId: null },
      rubric: [],
      ...given,
    },
  };
}

/** A: a1, a2, a3. B: b1. C is empty. */
const tree = [
  category("A"),
  competency("a1", "A"),
  competency("a2", "A"),
  competency("a3", "A"),
  category("B"),
  competency("b1", "B"),
  category("C"),
];

/** "A a1 a2 a3 B b1 C", with a dot for each level of depth. */
function shapeOf(items: readonly EditItem[] | undefined): string {
  const depth = new Map<string | null, number>([[null, -1]]);
  return (items ?? [])
    .map(({ id, parentId }) => {
      const at = (depth.get(parentId) ?? 0) + 1;
      depth.set(id, at);
      return ".".repeat(at) + id;
    })
    .join(" ");
}

const step = (id: string, name: Step) => {
  const place = stepOf(tree, id, name);
  return place && shapeOf(moveTo(tree, [id], place));
};

describe("moving in the tree", () => {
  it("goes up and down among siblings, and at their end into the category beside", () => {
    expect(step("a2", "up")).toBe("A .a2 .a1 .a3 B .b1 C");
    expect(step("a2", "down")).toBe("A .a1 .a3 .a2 B .b1 C");
    expect(step("a3", "down")).toBe("A .a1 .a2 B .a3 .b1 C");
    expect(step("b1", "up")).toBe("A .a1 .a2 .a3 .b1 B C");
    expect(step("b1", "down")).toBe("A .a1 .a2 .a3 B C .b1");
    expect(step("B", "up")).toBe("B .b1 A .a1 .a2 .a3 C");
    expect(step("A", "up")).toBeUndefined();
    expect(step("C", "down")).toBeUndefined();
    expect(step("a1", "up")).toBeUndefined();
  });

  it("goes below the item before, and out behind the parent", () => {
    expect(step("B", "in")).toBe("A .a1 .a2 .a3 .B ..b1 C");
    expect(step("a2", "in")).toBe("A .a1 ..a2 .a3 B .b1 C");
    expect(step("a1", "out")).toBe("A .a2 .a3 a1 B .b1 C");
    expect(step("a1", "in")).toBeUndefined();
    expect(step("A", "out")).toBeUndefined();
    const below = [category("A"), competency("a1", "A"), category("B", "A")];
    expect(stepOf(below, "B", "in"), "a category never stands below a competency").toBeUndefined();
  });

  it("takes several along in their order, each with what is below it", () => {
    expect(shapeOf(moveTo(tree, ["a3", "a1"], { parentId: "B", index: 0 }))).toBe("A .a2 B .a1 .a3 .b1 C");
    expect(shapeOf(moveTo(tree, ["A", "a2"], { parentId: "C", index: 0 }))).toBe("B .b1 C .A ..a1 ..a2 ..a3");
    expect(topmost(tree, ["A", "a2", "none"])).toEqual(["A"]);
  });

  it("never puts an item below itself", () => {
    const nested = [category("A"), category("B", "A"), competency("b1", "B")];
    expect(moveTo(nested, ["A"], { parentId: "B", index: 0 })).toBeUndefined();
    expect(moveTo(nested, ["A"], { parentId: "A", index: 0 })).toBeUndefined();
  });

  it("knows the place of an item among its siblings", () => {
    expect(placeOf(tree, "a3")).toEqual({ parentId: "A", index: 2, siblings: 3 });
    expect(placeOf(tree, "none")).toBeUndefined();
  });
});

describe("changing the tree", () => {
  it("adds below the chosen category, behind the chosen competency, and categories beside", () => {
    expect(shapeOf(addBeside(tree, "B", competency("new", null)))).toBe("A .a1 .a2 .a3 B .b1 .new C");
    expect(shapeOf(addBeside(tree, "a1", competency("new", null)))).toBe("A .a1 .new .a2 .a3 B .b1 C");
    expect(shapeOf(addBeside(tree, "a1", category("N")))).toBe("A .a1 .a2 .a3 N B .b1 C");
    expect(shapeOf(addBeside(tree, "C", category("N")))).toBe("A .a1 .a2 .a3 B .b1 C N");
    expect(shapeOf(addBeside([], null, category("N")))).toBe("N");
  });

  it("removes an item with all below it", () => {
    expect(shapeOf(without(tree, ["A", "b1"]))).toBe("B C");
  });

  it("takes the category of the place, unless a competency names one itself", () => {
    const own = [competency("x", null, { category: "Named" }), ...tree, competency("y", "a1")];
    expect(Object.fromEntries(categoriesOf(own))).toMatchObject({ x: "Named", a1: "Category A", y: "Category A" });
    const moved = moveTo(own, ["x"], { parentId: "B", index: 0 }) ?? [];
    expect(categoriesOf(moved).get("x")).toBe("Category B");
    expect(categoriesOf([competency("z", null)]).get("z")).toBe("General");
  });

  it("names competencies anew with a category that they were named after", () => {
    const cut = [
      category("A"),
      competency("a1", "A", { category: "Categ…" }),
      competency("a2", "A", { category: "Other" }),
    ];
    const renamed = changeItem(cut, "A", { statement: "Safety" });
    expect([...categoriesOf(renamed).values()]).toEqual(["Safety", "Other"]);
  });

  it("gives a competency its statement as its name", () => {
    const [changed] = changeStatement([competency("a", null)], "a", "Reads a wound.");
    expect(changed).toMatchObject({ statement: "Reads a wound.", competency: { name: "Reads a wound." } });
  });

  it("changes several at once, with a target and a method that fit the scale", () => {
    const many = [
      competency("a", null, { ratingScaleId: "numeric", targetRating: 2.5, scoringMethod: "AVERAGE" }),
      competency("b", null),
      category("C"),
    ];
    const [a, b, c] = changeCompetencies(many, ["a", "C"], { ratingScaleId: "entrustment", isRequired: false }, scales);
    expect(a?.competency).toMatchObject({ targetRating: 4, scoringMethod: "LATEST", isRequired: false });
    expect([b, c]).toEqual([many[1], many[2]]);
    const [times] = changeCompetencies(many, ["a"], { scoringMethod: "N_TIMES" }, scales);
    expect(times?.competency?.nTimes).toBe(2);
    const [back] = changeCompetencies(times ? [times] : [], ["a"], { scoringMethod: "LATEST" }, scales);
    expect(back?.competency?.nTimes).toBeNull();
  });

  it("offers the methods and targets that signing accepts", () => {
    for (const kind of ["ORDINAL", "NUMERIC", "BINARY"] as const) {
      for (const allowMean of [false, true]) {
        expect(new Set(methodsOf({ kind, allowMean }))).toEqual(new Set(allowedMethods(kind, allowMean)));
      }
    }
    expect([1, 2, 4.5, 5, 6, Number.NaN].map((target) => isTargetOf(target, entrustment))).toEqual([
      ...[false, true, false, true, false, false],
    ]);
    expect([0, 0.5, 5].map((target) => isTargetOf(target, numeric))).toEqual([false, true, true]);
  });
});

const draftOf = (items: EditItem[]) => ({ name: "Ward round", description: "", version: "1", items });
const saving = (...items: EditItem[]) =>
  saveFaults(draftOf(items), scales).map(({ itemId, field }) => `${itemId} ${field}`);

describe("what cannot be stored", () => {
  it("is nothing in a good tree", () => {
    expect(saving(...tree)).toEqual([]);
  });

  it("is a tree with circles, strangers, doubles and categories below competencies", () => {
    expect(saving({ ...category("A"), parentId: "B" }, { ...category("B"), parentId: "A" })).toEqual([
      "A parentId",
      "B parentId",
    ]);
    expect(saving(competency("a", "none"))).toEqual(["a parentId"]);
    expect(saving(competency("a", null), category("B", "a"))).toEqual(["B parentId"]);
    expect(saving(category("A"), { ...category("B"), identifier: "A" })).toEqual(["B identifier"]);
    expect(saving(category("A"), { ...category("A"), identifier: "other" })).toEqual(["A id"]);
    expect(saving(competency("a", null), competency("b", null, { id: "c_a" }))).toEqual(["b id"]);
  });

  it("is a competency that nobody could reach", () => {
    expect(saving(competency("a", null, { targetRating: 1 }))).toEqual(["a targetRating"]);
    expect(saving(competency("a", null, { scoringMethod: "AVERAGE" }))).toEqual(["a scoringMethod"]);
    expect(saving(competency("a", null, { scoringMethod: "N_TIMES" }))).toEqual(["a nTimes"]);
    expect(saving(competency("a", null, { ratingScaleId: "none" }))).toEqual(["a ratingScaleId"]);
    expect(saving(competency("a", null, { name: " " }))).toEqual(["a statement"]);
    expect(saving({ ...competency("a", null), competency: null })).toEqual(["a kind"]);
    expect(saving({ ...category("A"), statement: "" })).toEqual(["A statement"]);
  });

  it("is a rubric whose numbers contradict each other", () => {
    const criterion = { id: "k", name: "Gel", description: "", weight: 1, maxScore: 3, passScore: null, levels: [] };
    const faultsOf = (given: Partial<typeof criterion> | object) =>
      saveFaults(draftOf([competency("a", null, { rubric: [{ ...criterion, ...given }] })]), scales).length;
    expect(faultsOf({})).toBe(0);
    expect(faultsOf({ weight: 0 })).toBe(1);
    expect(faultsOf({ passScore: 4 })).toBe(1);
    expect(faultsOf({ name: "" })).toBe(1);
    const level = { value: 1, label: "", description: "" };
    expect(faultsOf({ levels: [level, level] })).toBe(1);
    expect(faultsOf({ levels: [{ ...level, value: 4 }] })).toBe(1);
  });
});

describe("what cannot be published", () => {
  const publishing = (...items: EditItem[]) =>
    publishFaults(draftOf(items), scales).map(({ itemId, field }) => `${itemId} ${field}`);

  it("is what has no competency, an empty category, or a method without what it needs", () => {
    expect(publishing(category("A"))).toEqual(["null items"]);
    expect(publishing(...tree)).toEqual(["C statement"]);
    expect(publishing(competency("a", null, { scoringMethod: "MINIMUM_OF_CRITERIA" }))).toEqual(["a rubric"]);
    expect(publishing(competency("a", null))).toEqual([]);
  });
});

describe("what has to be written", () => {
  it("is nothing for the same draft, whatever the order of properties", () => {
    const shuffled = tree.map((item) => Object.fromEntries(Object.entries(item).toReversed()) as typeof item);
    expect(isNothing(changesOf(draftOf(tree), draftOf(shuffled)))).toBe(true);
  });

  it("names what was added, changed, moved and removed", () => {
    const next = inOrder(without(moveTo(tree, ["a1"], { parentId: "C", index: 0 }) ?? [], ["b1"]));
    const { items, competencies, moved, head } = changesOf(draftOf(tree), draftOf(next));
    expect({ moved, head, removed: items.removed, gone: competencies.removed }).toEqual({
      ...{ moved: ["a1"], head: false, removed: ["b1"], gone: ["c_b1"] },
    });
    expect(competencies.changed.find(({ id }) => id === "c_a1")).toMatchObject({ category: "Category C" });
  });
});

import { describe, expect, it } from "vitest";
import type { DraftItem, FrameworkDraft } from "#src/features/frameworks/import/draft.ts";
import { previewOf } from "#src/features/frameworks/import/preview.ts";
import { cpuTimeMs } from "../../../../tests/support/cpu-time.ts";

function makeItem(identifier: string, parentIdentifier: string | null, more: Partial<DraftItem> = {}): DraftItem {
  return {
    identifier,
    parentIdentifier,
    code: null,
    statement: identifier,
    name: identifier,
    description: "",
    itemType: null,
    category: null,
    level: "FUNDAMENTAL",
    isRequired: true,
    sortOrder: 0,
    source: {},
    ...more,
  };
}

function makeDraft(items: DraftItem[]): FrameworkDraft {
  return {
    title: "Nursing",
    description: "",
    version: "1",
    publisher: null,
    licence: null,
    sourceFormat: "CASE_1_1",
    sourceIdentifier: null,
    items,
    associations: [],
    source: {},
  };
}

const draft = makeDraft([
  makeItem("Care", null, { sortOrder: 2 }),
  makeItem("Safety", null, { sortOrder: 1 }),
  makeItem("Hygiene", "Safety"),
  makeItem("Wash", "Hygiene", { sortOrder: 2 }),
  makeItem("Gloves", "Hygiene", { sortOrder: 1 }),
  makeItem("Pain", "Care"),
  makeItem("Alone", null, { sortOrder: 3 }),
]);

const lines = (choices: Parameters<typeof previewOf>[1]) =>
  previewOf(draft, choices).items.map(
    ({ identifier, depth, category, becomesCompetency }) =>
      `${depth} ${identifier} ${becomesCompetency ? category : "-"}`,
  );

describe("previewOf", () => {
  it("makes leaves competencies in the category of their nearest ancestor, in the order of the tree", () => {
    expect(lines({})).toEqual([
      "0 Safety -",
      "1 Hygiene -",
      "2 Gloves Hygiene",
      "2 Wash Hygiene",
      "0 Care -",
      "1 Pain Care",
      "0 Alone General",
    ]);
  });

  it("makes a chosen inner node a competency; its children keep the category above it", () => {
    expect(lines({ innerCompetencies: ["Hygiene"] }).slice(0, 4)).toEqual([
      "0 Safety -",
      "1 Hygiene Safety",
      "2 Gloves Safety",
      "2 Wash Safety",
    ]);
  });

  it("leaves out excluded items, and gives the reason why an item does not become a competency", () => {
    const preview = previewOf(draft, { excluded: ["Pain"] });
    expect(preview.counts).toEqual({ items: 7, competencies: 3, categories: 2, associations: 0, dropped: 1 });
    expect(preview.categories).toEqual([
      { name: "Hygiene", competencies: 2 },
      { name: "General", competencies: 1 },
    ]);
    expect(preview.items.flatMap(({ identifier, reason }) => (reason ? [[identifier, reason]] : []))).toEqual([
      ["Safety", "It holds others, so it becomes a category."],
      ["Hygiene", "It holds others, so it becomes a category."],
      ["Care", "It holds others, so it becomes a category."],
      ["Pain", "You left it out."],
    ]);
  });

  it("uses a category from the file, also for the children of a competency", () => {
    const named = makeDraft([makeItem("Meds", null, { category: "Safety" }), makeItem("Oral", "Meds")]);
    const categories = (choices: Parameters<typeof previewOf>[1]) =>
      previewOf(named, choices).items.map(({ category }) => category);
    expect(categories({})).toEqual(["Safety", "Meds"]);
    expect(categories({ innerCompetencies: ["Meds"] })).toEqual(["Safety", "Safety"]);
  });

  it("shows every item of a circle once", () => {
    const circle = makeDraft([makeItem("a", "b"), makeItem("b", "a"), makeItem("c", "a")]);
    expect(
      previewOf(circle, {})
        .items.map(({ identifier }) => identifier)
        .sort(),
    ).toEqual(["a", "b", "c"]);
  });

  it("takes time linear in the number of items: 20,000 under one parent", () => {
    const many = makeDraft(Array.from({ length: 20_000 }, (_, n) => makeItem(`i${n}`, null, { sortOrder: -n })));
    const work = () => expect(previewOf(many, {}).items[0]?.identifier).toBe("i19999");
    expect(cpuTimeMs(work)).toBeLessThan(1500);
  });
});

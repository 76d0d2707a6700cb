import { describe, expect, it } from "vitest";
import type { PreviewItem } from "#src/features/frameworks/schema.ts";
import { makeIsChosen, mayChoose, noChoices, toggleChoice, withChosenCategories } from "./import-choices.ts";

const item = (given: Partial<PreviewItem>): PreviewItem => ({
  identifier: "x",
  parentIdentifier: null,
  code: null,
  name: "x",
  description: "",
  itemType: null,
  depth: 0,
  category: "",
  level: "FUNDAMENTAL",
  isRequired: true,
  isLeaf: true,
  isProposed: true,
  becomesCompetency: true,
  reason: null,
  ...given,
});
const leaf = item({ identifier: "leaf" });
const inner = item({ identifier: "inner", isLeaf: false, becomesCompetency: false });
const dropped = item({ identifier: "dropped", becomesCompetency: false, reason: "Its parent is missing." });

describe("the competencies of an import", () => {
  it("are the leaves, unless something else is chosen", () => {
    const isChosen = makeIsChosen(noChoices);
    expect([leaf, inner, dropped].map(isChosen)).toEqual([true, false, false]);
  });

  it("follow an unchecked leaf and a checked inner node, and both can be undone", () => {
    const once = [leaf, inner].reduce(toggleChoice, noChoices);
    expect(once).toEqual({ included: ["inner"], excluded: ["leaf"] });
    expect([leaf, inner].map(makeIsChosen(once))).toEqual([false, true]);
    expect([leaf, inner].reduce(toggleChoice, once)).toEqual(noChoices);
  });

  it("pass the category of an inner node that becomes a competency to its children", () => {
    const items = [
      item({ identifier: "inner", name: "Care", category: "General", isLeaf: false, becomesCompetency: false }),
      item({ identifier: "a", parentIdentifier: "inner", category: "Care" }),
      item({ identifier: "b", parentIdentifier: "inner", category: "Its own" }),
    ];
    const categories = (included: string[]) =>
      withChosenCategories(items, { included, excluded: [] }).map(({ category }) => category);
    expect(categories([])).toEqual(["General", "Care", "Its own"]);
    expect(categories(["inner"])).toEqual(["General", "General", "Its own"]);
  });

  it("never include an item that cannot become a competency", () => {
    expect(mayChoose(dropped)).toBe(false);
    expect(toggleChoice(noChoices, dropped)).toEqual(noChoices);
  });
});

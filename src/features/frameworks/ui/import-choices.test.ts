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
  becomesCompetency: true,
  reason: null,
  ...given,
});
const leaf = item({ identifier: "leaf" });
const inner = item({ identifier: "inner", isLeaf: false, becomesCompetency: false });
const dropped = item({ identifier: "dropped", becomesCompetency: false, reason: "Its parent is missing." });

describe("what an import makes", () => {
  it("is the leaves, as long as nothing else is chosen", () => {
    const isChosen = makeIsChosen(noChoices);
    expect([leaf, inner, dropped].map(isChosen)).toEqual([true, false, false]);
  });

  it("follows a tick taken from a leaf and one given to an inner node, and takes both back", () => {
    const once = [leaf, inner].reduce(toggleChoice, noChoices);
    expect(once).toEqual({ included: ["inner"], excluded: ["leaf"] });
    expect([leaf, inner].map(makeIsChosen(once))).toEqual([false, true]);
    expect([leaf, inner].reduce(toggleChoice, once)).toEqual(noChoices);
  });

  it("hands the category of an inner node that becomes a competency on to what is under it", () => {
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

  it("never takes in what could not be read as a competency", () => {
    expect(mayChoose(dropped)).toBe(false);
    expect(toggleChoice(noChoices, dropped)).toEqual(noChoices);
  });
});

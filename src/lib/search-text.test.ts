import { describe, expect, it } from "vitest";
import { foldedNames } from "../../tests/support/folded-names.ts";
import { likePatterns, makeMatcher, searchText } from "./search-text.ts";

describe("searchText", () => {
  it.each(foldedNames)("folds %j to %j", (name, folded) => {
    expect(searchText(name)).toBe(folded);
  });

  it("changes nothing when it is applied again", () => {
    for (const [name] of foldedNames) expect(searchText(searchText(name))).toBe(searchText(name));
  });
});

describe("makeMatcher", () => {
  it.each([
    ["jose", "José Álvarez"],
    ["José", "Jose Alvarez"],
    ["Jose\u0301", "José Álvarez"],
    ["alvarez jose", "José Álvarez"],
    ["lukasz", "Łukasz Żak"],
    ["ŁUKASZ", "lukasz zak"],
    ["angstrom ost", "Ångström Øst"],
    ["ipek", "İpek Şahin"],
    ["o'connell", "O’Connell Jack"],
    ["O’Connell", "O'Connell Jack"],
    ["nell", "O’Connell Jack"],
  ])("finds by %j %j", (search, name) => {
    expect(makeMatcher(search)?.(name)).toBe(true);
  });

  it("is null without words", () => {
    expect(makeMatcher(" \u0301\u200b")).toBeNull();
  });

  it("needs every word", () => {
    expect(makeMatcher("zoe smith")?.("Zoe Adams")).toBe(false);
  });
});

describe("likePatterns", () => {
  it("takes the signs of a pattern literally", () => {
    expect(likePatterns(String.raw`100% a_b c\d`)).toEqual(["%100\\%%", "%a\\_b%", "%c\\\\d%"]);
  });

  it("is empty without words", () => {
    expect(likePatterns(undefined)).toEqual([]);
    expect(likePatterns("  ")).toEqual([]);
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { shortLevelLength, shortLevelWord } from "./short-level-word.ts";

it("has a short word for every level of the shipped scales", () => {
  const inserted = readFileSync(join(import.meta.dirname, "../../db/migrations/0012_reference_insert.sql"), "utf8");
  const words = [...inserted.matchAll(/"label": "([^"]+)"/g)].map(([, word = ""]) => word);
  expect(words.length).toBeGreaterThan(25);
  const cut = words.filter(
    (word) => shortLevelWord(word).includes("…") || shortLevelWord(word).length > shortLevelLength,
  );
  expect(cut).toEqual([]);
});

it("cuts a school's own words between words", () => {
  expect(shortLevelWord("Needs close guidance")).toBe("Needs close…");
  expect(shortLevelWord("Selbstständigkeitsnachweis")).toBe("Selbstständig…");
  expect(shortLevelWord("Competent")).toBe("Competent");
});

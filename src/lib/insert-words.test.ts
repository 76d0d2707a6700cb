import { describe, expect, it } from "vitest";
import { chosenWords, insertWords } from "./insert-words.ts";

const at = (start: number, end = start) => ({ start, end });

describe("words that are inserted", () => {
  it.each([
    ["", at(0), "Kept calm.", "Kept calm.", 10],
    ["Listens.", at(8), "Kept calm.", "Listens. Kept calm.", 19],
    ["Listens.\n", at(9), " Kept calm. ", "Listens.\nKept calm.", 19],
    ["Listens.", at(0), "Kept calm.", "Kept calm. Listens.", 11],
    ["Listens well", at(8, 12), "closely", "Listens closely", 15],
    ["Listens, always", at(7), "well", "Listens well, always", 12],
  ])("go to the caret of %j at %j", (text, selection, words, result, caret) => {
    expect(insertWords(text, selection, words)).toEqual({ text: result, caret });
  });
});

describe("the chosen words of a field", () => {
  it("are what is selected, else all of it, without the space around", () => {
    expect(chosenWords("  Kept calm.  ", at(3), 20)).toBe("Kept calm.");
    expect(chosenWords("Kept calm. Listens.", at(11, 19), 20)).toBe("Listens.");
  });

  it("are none where there are no words, or too many", () => {
    expect(chosenWords(" \n ", at(0), 20)).toBeNull();
    expect(chosenWords("a  b", at(1, 3), 20)).toBeNull();
    expect(chosenWords("x".repeat(20), at(0), 20)).toHaveLength(20);
    expect(chosenWords("x".repeat(21), at(0), 20)).toBeNull();
  });
});

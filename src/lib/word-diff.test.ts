import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DiffPart, diffWords } from "#src/lib/word-diff.ts";

const marked = (parts: readonly DiffPart[]) =>
  parts.map(({ kind, text }) => (kind === "same" ? text : kind === "removed" ? `[-${text}-]` : `[+${text}+]`)).join("");

describe("the difference between two texts", () => {
  it.each([
    ["", "", ""],
    ["Well done.", "Well done.", "Well done."],
    ["", "New words", "[+New words+]"],
    ["Old words", "", "[-Old words-]"],
    ["a smoother flush", "a slower flush", "a [-smoother-][+slower+] flush"],
    [
      "A smoother flush. Say the gauge aloud.",
      "You flushed before the dressing. Secure first, and say the gauge aloud.",
      "[-A smoother flush. Say-][+You flushed before the dressing. Secure first, and say+] the gauge aloud.",
    ],
    ["one\ntwo", "one two", "one[-\n-][+ +]two"],
    ["Tomás écrit", "Tomás écrivait", "Tomás [-écrit-][+écrivait+]"],
  ])("%j to %j", (before, after, expected) => {
    expect(marked(diffWords(before, after))).toBe(expected);
  });

  const words = fc.array(fc.constantFrom("the", "a", "flush", "say", " ", "  ", "\n", "gauge,", "é"), {
    maxLength: 30,
  });
  const texts = words.map((list) => list.join(""));

  it("gives both texts back, and never two parts of one kind side by side", () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const parts = diffWords(before, after);
        const textOf = (other: DiffPart["kind"]) =>
          parts
            .filter(({ kind }) => kind !== other)
            .map(({ text }) => text)
            .join("");
        expect(textOf("added")).toBe(before);
        expect(textOf("removed")).toBe(after);
        expect(parts.some(({ kind }, index) => parts[index + 1]?.kind === kind)).toBe(false);
        expect(parts.every(({ text }) => text !== "")).toBe(true);
        if (before === after) expect(parts.every(({ kind }) => kind === "same")).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("compares very long texts as a whole, at once", () => {
    const started = performance.now();
    expect(marked(diffWords("one ".repeat(4_000), "two ".repeat(4_000)))).toMatch(
      /^\[-(one )+one-\]\[\+(two )+two\+\] $/,
    );
    expect(performance.now() - started).toBeLessThan(1_000);
    const long = "word ".repeat(4_000);
    expect(diffWords(long, `${long}more`)).toEqual([
      { kind: "same", text: long },
      { kind: "added", text: "more" },
    ]);
  });
});

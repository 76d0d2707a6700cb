import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  openUnsigned,
  openWords,
  type StoredUnsigned,
  sealUnsigned,
  wordColumns,
} from "#src/platform/sealed/evaluation-words.ts";
import { asSealed, isSealed, storedText } from "#src/platform/sealed/field.ts";

const of = { schoolId: "north", evaluationId: "e1" };
const author = { schoolId: "north", authorId: "hansen" };
const said = {
  feedback: "Well done, again.",
  strengths: "Calm",
  nextSteps: "Ask  earlier.\n",
  criteria: [
    { rubricId: "r1", score: 3, comment: "Listens" },
    { rubricId: "r2", score: 2 },
  ],
};

describe("the words of an evaluation", () => {
  it("are one sealed text, with what figures count beside it", () => {
    const { words, ...counts } = wordColumns(of, said);
    expect(counts).toEqual({ wordCount: 6, hasNextSteps: true });
    expect(words !== null && isSealed(storedText(words))).toBe(true);
    expect(openWords(of, words)).toEqual({
      feedback: "Well done, again.",
      strengths: "Calm",
      nextSteps: "Ask  earlier.\n",
      comments: { r1: "Listens" },
    });
  });

  it.each([{}, { feedback: "", strengths: null, nextSteps: undefined, criteria: [{ rubricId: "r1", comment: "" }] }])(
    "are nothing where nothing is said: %#",
    (nothing) => {
      expect(wordColumns(of, nothing)).toEqual({ words: null, wordCount: 0, hasNextSteps: false });
      expect(openWords(of, null)).toEqual({ feedback: null, strengths: null, nextSteps: null, comments: {} });
    },
  );

  it("from before the seal are read as they are", () => {
    const stored = asSealed(JSON.stringify({ nextSteps: "Again.", comments: { r1: "s1.k.x" } }));
    expect(openWords(of, stored)).toMatchObject({ feedback: null, nextSteps: "Again.", comments: { r1: "s1.k.x" } });
  });

  it("open in no other evaluation and no other school", () => {
    const { words } = wordColumns(of, said);
    expect(() => openWords({ ...of, evaluationId: "e2" }, words)).toThrow(/cannot be opened/);
    expect(() => openWords({ ...of, schoolId: "south" }, words)).toThrow(/cannot be opened/);
  });
});

describe.each(["draft", "answer"] as const)("what is not signed yet, in a %s", (kind) => {
  const data = { overallRating: 3, method: "DOPS", privateNote: "Tired", ...said };

  it("has neither words nor a note in the clear, and keeps what lists and moves read", () => {
    const stored = sealUnsigned(kind, author, data);
    expect(JSON.stringify(stored)).not.toMatch(/done|Calm|earlier|Listens|Tired/);
    expect(stored).toMatchObject({
      overallRating: 3,
      method: "DOPS",
      criteria: [
        { rubricId: "r1", score: 3 },
        { rubricId: "r2", score: 2 },
      ],
    });
    expect(openUnsigned(kind, author, stored)).toEqual(data);
    expect(() => openUnsigned(kind, { ...author, authorId: "said" }, stored)).toThrow(/cannot be opened/);
  });

  it("keeps a comment with its criterion when the criterion becomes another one, or others go", () => {
    const stored: StoredUnsigned = sealUnsigned(kind, author, {
      criteria: [
        { rubricId: "r1", comment: "Listens" },
        { rubricId: "r2", comment: "Slow" },
      ],
    });
    const moved = {
      ...stored,
      criteria: stored.criteria?.slice(1).map((line) => ({ ...line, rubricId: "new" })) ?? [],
    };
    expect(openUnsigned(kind, author, moved)).toEqual({ criteria: [{ rubricId: "new", comment: "Slow" }] });
  });

  it("comes back as it was given", () => {
    const text = fc.option(fc.string({ minLength: 1, unit: "grapheme" }), { nil: undefined });
    const criteria = fc.option(fc.array(fc.record({ rubricId: fc.string(), score: fc.nat(), comment: text })), {
      nil: undefined,
    });
    const form = fc.record({ feedback: text, strengths: text, nextSteps: text, privateNote: text, criteria });
    fc.assert(
      fc.property(form, (given) => {
        const plain = JSON.parse(JSON.stringify(given));
        expect(openUnsigned(kind, author, JSON.parse(JSON.stringify(sealUnsigned(kind, author, plain))))).toEqual(
          plain,
        );
      }),
    );
  });
});

it("shows of a draft whether its words are the same as before, and of an answer nothing", () => {
  const wordsIn = (kind: "draft" | "answer") => (sealUnsigned(kind, author, said) as StoredUnsigned).words;
  expect(wordsIn("draft")).toBe(wordsIn("draft"));
  expect(wordsIn("answer")).not.toBe(wordsIn("answer"));
});

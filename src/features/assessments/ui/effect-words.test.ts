import { describe, expect, it } from "vitest";
import type { EffectAnswer, FormAnswer, Standing } from "#src/features/assessments/schema.ts";
import { effectWords } from "./effect-words.ts";

const levels = ["Did it", "Talked through", "Prompted", "Just in case", "Not needed"].map((label, index) => ({
  value: index + 1,
  label,
  description: "",
}));
const form = {
  scale: { id: "s", name: "S", question: "", kind: "ORDINAL", min: 1, max: 5, levels },
  competency: { targetRating: 4 },
  criteria: [],
} as unknown as FormAnswer;

const standing = (result: number | null, more: Partial<Standing> = {}): Standing => ({
  ...{ status: "IN_PROGRESS", progressPercentage: 0, result, atTarget: 0, completedCompetencies: 32 },
  ...more,
});

function words(now: Standing, after: Standing, more: { signed?: object; times?: number; form?: object } = {}) {
  const signed = {
    ...{ rating: 4, rubricResult: null, after, afterCountersigned: null, nextStep: "One more assessment." },
    ...more.signed,
  };
  const effect = { now, signed, times: more.times ?? null, totalCompetencies: 45 };
  return effectWords(
    effect as EffectAnswer & { signed: NonNullable<EffectAnswer["signed"]> },
    {
      ...form,
      ...more.form,
    } as FormAnswer,
  );
}

describe("how a judgement moves the student", () => {
  it("is said with the level now and after, and what is missing then", () => {
    expect(words(standing(2), standing(3))).toMatchObject({
      headline: "The level moves from 2 · Talked through to 3 · Prompted.",
      sentences: ["One more assessment."],
      moves: true,
      completes: false,
    });
    expect(words(standing(3), standing(3)).headline).toBe("The level stays at 3 · Prompted.");
    expect(words(standing(null), standing(3))).toMatchObject({
      now: "Not enough evidence yet",
      headline: "The level becomes 3 · Prompted.",
    });
    expect(words(standing(null), standing(null)).headline).toBe("There is not enough evidence for a level yet.");
  });

  it("says first that it completes the competency, and how many are completed then", () => {
    const after = standing(4, { status: "ACHIEVED", completedCompetencies: 33 });
    expect(words(standing(3), after)).toMatchObject({
      headline: "This completes the competency. The level moves from 3 · Prompted to 4 · Just in case.",
      sentences: ["33 of 45 competencies are completed then."],
    });
    expect(words(after, standing(3, { status: "ACHIEVED" })).completes).toBe(false);
  });

  it("counts how often the target was reached, where that is asked for", () => {
    const reached = (atTarget: number) => standing(null, { atTarget });
    expect(words(reached(0), reached(1), { times: 2 })).toMatchObject({
      ...{ now: "0 of 2 at target", after: "1 of 2 at target" },
      headline: "The target is reached 1 of 2 times then.",
    });
  });

  it("is told of the countersignature, where it counts only then", () => {
    const afterCountersigned = standing(4, { status: "ACHIEVED", completedCompetencies: 33 });
    expect(words(standing(3), standing(3), { signed: { afterCountersigned } }).headline).toBe(
      "Once it is countersigned, this completes the competency. The level moves from 3 · Prompted to 4 · Just in case.",
    );
    expect(words(standing(3), standing(3), { signed: { afterCountersigned: standing(2) } }).headline).toMatch(
      /^It counts once it is countersigned\./,
    );
  });

  it("says what the criteria amount to where another level was chosen", () => {
    const rubric = { form: { criteria: [{}] } };
    const chosen = (rating: number, rubricResult: number) =>
      words(standing(3), standing(3), { ...rubric, signed: { rating, rubricResult } }).sentences[1];
    expect(chosen(4, 3)).toBe("The criteria amount to 3 · Prompted, below the target; the 4 that you chose counts.");
    expect(chosen(5, 4)).toBe("The criteria amount to 4 · Just in case; the level that you chose counts.");
    expect(chosen(4, 4)).toBeUndefined();
  });
});

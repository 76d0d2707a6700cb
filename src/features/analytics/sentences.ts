import { fill } from "#src/lib/fill.ts";

/**
 * A sentence of a suggestion. `words` name no person and no figure: those are put in for its `{{slots}}`. A rephrased one
 * must contain, for each line of `keeps`, a word that begins with one of its stems.
 */
export type Sentence = { words: string; keeps: readonly (readonly string[])[] };

const late = ["late", "overdue"];
const due = ["due"];
const missing = ["missing", "need", "require"];
const assessments = ["assessment"];
const assessors = ["assessor"];
const ratings = ["rating", "rated"];
const target = ["target"];

/**
 * Every sentence that suggestions are made of. `{{days}}` is put in with its unit ("1 day", "6 days"), so that it can stand
 * wherever a rephrased sentence has it.
 */
export const sentences = {
  overdue: { words: "{{days}} late.", keeps: [late] },
  "overdue-below-twice": { words: "{{days}} late. Twice rated below the target.", keeps: [late, ratings, target] },
  "overdue-below": {
    words: "{{days}} late. {{times}} times rated below the target.",
    keeps: [late, ratings, target],
  },
  "second-assessor-today": {
    words: "Due today. One assessment by a second assessor is missing.",
    keeps: [due, assessments, assessors, missing],
  },
  "second-assessor-tomorrow": {
    words: "Due tomorrow. One assessment by a second assessor is missing.",
    keeps: [due, assessments, assessors, missing],
  },
  "second-assessor": {
    words: "Due in {{days}}. One assessment by a second assessor is missing.",
    keeps: [due, assessments, assessors, missing],
  },
  "due-one-today": { words: "Due today. At least one assessment is missing.", keeps: [due, assessments, missing] },
  "due-one-tomorrow": {
    words: "Due tomorrow. At least one assessment is missing.",
    keeps: [due, assessments, missing],
  },
  "due-one": { words: "Due in {{days}}. At least one assessment is missing.", keeps: [due, assessments, missing] },
  "due-more-today": {
    words: "Due today. At least {{assessments}} assessments are missing.",
    keeps: [due, assessments, missing],
  },
  "due-more-tomorrow": {
    words: "Due tomorrow. At least {{assessments}} assessments are missing.",
    keeps: [due, assessments, missing],
  },
  "due-more": {
    words: "Due in {{days}}. At least {{assessments}} assessments are missing.",
    keeps: [due, assessments, missing],
  },
  "category-behind": {
    words: "{{open}} still open. {{rotation}} starts on {{date}}.",
    keeps: [
      ["open", "remain", "left"],
      ["start", "begin"],
    ],
  },
  "oldest-request": {
    words: "A request has waited for you for {{days}}.",
    keeps: [["request"], ["wait"]],
  },
  "most-below-target": { words: "{{below}} of {{ratings}} ratings are below the target.", keeps: [ratings, target] },
  "one-evaluator-one": {
    words: "All ratings of one student come from one person.",
    keeps: [ratings, ["student"], ["person"]],
  },
  "one-evaluator": {
    words: "All ratings of {{students}} students come from one person each.",
    keeps: [ratings, ["student"], ["person"]],
  },
  "furthest-behind": { words: "{{behind}} competencies behind the plan.", keeps: [["competenc"], ["plan"]] },
  "overdue-for-most": { words: "Overdue for {{overdue}} of {{students}} students.", keeps: [["overdue"], ["student"]] },
} as const satisfies Record<string, Sentence>;

export type SentenceKey = keyof typeof sentences;
export const sentenceKeys = Object.keys(sentences) as readonly SentenceKey[];

export function isSentenceKey(key: string): key is SentenceKey {
  return Object.hasOwn(sentences, key);
}

type SlotsOf<Words extends string> = Words extends `${string}{{${infer Slot}}}${infer Rest}`
  ? Slot | SlotsOf<Rest>
  : never;

/** Makes a sentence with a value for each of its slots. */
export type Say = <Key extends SentenceKey>(
  key: Key,
  values: Record<SlotsOf<(typeof sentences)[Key]["words"]>, string | number>,
) => string;

/** Sentences in a school's words where it has some, else in ours. */
export function sayIn(theirs: Partial<Record<SentenceKey, string>>): Say {
  return (key, values) => fill(theirs[key] ?? sentences[key].words, values);
}

export const sayInOurs: Say = sayIn({});

export function daysWords(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}

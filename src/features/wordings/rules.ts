import type { Refusal } from "#src/features/wordings/values.ts";

/** Ours: `words` with its `{{slots}}`, and stems of which the other must contain one a line. */
type Ours = { words: string; keeps: readonly (readonly string[])[] };

const slotPattern = /{{[a-z]{1,30}}}/g;
/** English only, and no sign that could be markup, an address, a figure or not what it looks like. */
const plain = /^[A-Za-z ,.;:?()'’–—-]*$/;

/**
 * The rule that a rephrased sentence breaks, or undefined where it may stand for ours. It must hold the same slots in the
 * same order, so that each figure stays where it belongs, and as many of each word that makes a statement stronger,
 * weaker or its contrary. It cannot be checked to mean the same; what it can do wrong is limited to plain words.
 */
export function refusalOf(ours: Ours, text: string): Refusal | undefined {
  if (text.trim() === "") return "EMPTY";
  const { length } = ours.words;
  if (text.length < length / 2 || text.length > Math.max(length * 2, length + 40)) return "LENGTH";
  const between = text.replaceAll(slotPattern, "");
  if (!plain.test(between)) return /[{}]/.test(between) ? "SLOTS" : "CHARACTERS";
  // NUL, which the text does not contain, stands for a slot.
  const rest = text.replaceAll(slotPattern, "\u0000");
  if (/[A-Za-z][.:][A-Za-z]/.test(rest)) return "ADDRESS";
  if (slotsOf(ours.words).join() !== slotsOf(text).join()) return "SLOTS";
  if (/[^ (]\0|\0[^ ,.;:?)]|\0[^A-Za-z\0]*\0/.test(rest)) return "BESIDE_SLOT";
  return refusalOfWords(ours, text, rest);
}

function refusalOfWords(ours: Ours, text: string, rest: string): Refusal | undefined {
  const [before, after] = [wordsOf(ours.words), wordsOf(text)];
  if (differ(before, after, isNumberWord)) return "NUMBERS";
  if (differ(before, after, isNegation)) return "NEGATION";
  if (differ(before, after, isMeasure)) return "MEASURE";
  if (hasName(before, rest)) return "NAMES";
  if (!ours.keeps.every((stems) => after.some((word) => stems.some((stem) => word.startsWith(stem))))) return "SUBJECT";
  const isSentence = /^[A-Z\0]/.test(rest) && /[^ ]\.$/.test(rest) && !rest.includes("  ");
  return isSentence ? undefined : "FORM";
}

function slotsOf(text: string): readonly string[] {
  return text.match(slotPattern) ?? [];
}

/** Lower case, without slots; a word with an apostrophe is one, each part of one with a hyphen is a word. */
function wordsOf(text: string): string[] {
  return (
    text
      .replaceAll(slotPattern, " ")
      .replaceAll("’", "'")
      .toLowerCase()
      .match(/[a-z']+/g) ?? []
  );
}

function differ(before: readonly string[], after: readonly string[], counts: (word: string) => string | null): boolean {
  const listOf = (words: readonly string[]) => words.flatMap((word) => counts(word) ?? []).sort();
  return listOf(before).join(" ") !== listOf(after).join(" ");
}

const numberWords = new Set(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen score couple pair
  first second third fourth fifth sixth seventh eighth ninth tenth once twice thrice half halves quarter double triple
  single percent cent times fold last
  all every each both any some several many few none most majority minority`.split(/\s+/),
);

function isNumberWord(word: string): string | null {
  return numberWords.has(word)
    ? word
    : /^(dozens|hundreds|thousands|twenties|thirds|quarters|pairs)$/.test(word)
      ? word
      : null;
}

const negations = new Set(
  `no not never without nobody nothing nor neither cannot hardly barely scarcely unless except instead fail fails failed
  lack lacks lacking`.split(/\s+/),
);

/** One sort: "cannot" in place of "is not" is the same. */
function isNegation(word: string): string | null {
  return negations.has(word) || word.endsWith("n't") ? "not" : null;
}

/** Words of comparison, time and certainty, by those that are alike. */
const measures: Readonly<Record<string, readonly string[]>> = {
  below: ["below", "under", "beneath", "short"],
  above: ["above", "over", "beyond", "exceed", "exceeds", "exceeded", "exceeding"],
  behind: ["behind"],
  ahead: ["ahead"],
  least: ["least", "minimum"],
  mostly: ["maximum", "almost", "nearly", "about", "around", "roughly", "approximately", "only", "just", "up"],
  more: ["more", "further", "additional", "another", "extra", "additionally"],
  less: ["less", "fewer"],
  late: ["late", "overdue"],
  early: ["early", "earlier", "soon", "sooner"],
  today: ["today"],
  tomorrow: ["tomorrow"],
  yesterday: ["yesterday"],
  day: ["day", "days", "daily"],
  otherUnits: ["minute", "minutes", "hour", "hours", "week", "weeks", "weekly", "month", "months", "year", "years"],
  perhaps: ["may", "might", "could", "perhaps", "possibly", "maybe", "probably", "if"],
};
const measureOf = new Map(
  Object.entries(measures).flatMap(([sort, words]) => words.map((word) => [word, sort] as const)),
);

function isMeasure(word: string): string | null {
  return measureOf.get(word) ?? null;
}

/** With which a sentence may begin beside the words of ours: another word with a capital could be a name. */
const beginnings = new Set(
  `a an the this that these those there here it its you your they their we our all of for in on by at from with as and but
  also still now already currently next then please due since more than ratings rating assessments assessment students
  student competencies competency requests request rotation waiting overdue remaining`.split(/\s+/),
);

/** A capital within a sentence, or a beginning that is not known: ours names nobody, so a name is made up. */
function hasName(ours: readonly string[], rest: string): boolean {
  if (/[^.? ] [(]?[A-Z]|[A-Za-z][A-Z]/.test(rest.replaceAll(/\bI\b/g, "i"))) return true;
  const firsts = [...rest.matchAll(/(?:^|[.?] )[(]?([A-Za-z’']+)/g)].map(([, word = ""]) => word.toLowerCase());
  return firsts.some((word) => !beginnings.has(word) && !ours.includes(word));
}

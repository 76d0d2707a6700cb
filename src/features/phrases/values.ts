/** The field of an assessment that a phrase fits: what went well, what comes next, or any. */
export const phraseKinds = ["STRENGTH", "NEXT_STEP", "ANY"] as const;
export type PhraseKind = (typeof phraseKinds)[number];

export const maxPhraseLength = 500;

/** So many fit a menu that is searched; a person or a school keeps no more. */
export const maxPhrases = 200;

/** Those that fit a field; one that fits any field fits all, and a field of no kind takes all. */
export function fitting<Line extends { kind: PhraseKind }>(lines: readonly Line[], kind: PhraseKind): Line[] {
  return kind === "ANY" ? [...lines] : lines.filter((line) => line.kind === kind || line.kind === "ANY");
}

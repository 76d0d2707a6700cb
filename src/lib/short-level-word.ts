import { shortWords } from "./short-level-strings.ts";

/** What a row has room for. */
export const shortLevelLength = 14;

/**
 * The word of a level in at most 14 characters, for a row; a dialog or a form shows the whole word. A word without a
 * short form is cut between words, and then its end is marked.
 */
export function shortLevelWord(word: string): string {
  const known = shortWords[word];
  if (known !== undefined) return known;
  if (word.length <= shortLevelLength) return word;
  const fit = word.slice(0, shortLevelLength);
  const space = fit.lastIndexOf(" ");
  const whole = (space > 3 ? fit.slice(0, space) : fit.slice(0, shortLevelLength - 1)).replace(/[,;:(–-]$/, "");
  return `${whole}…`;
}

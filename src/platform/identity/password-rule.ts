/**
 * Which passwords may be chosen: by their length, and not by what a guesser tries first. Nothing is asked of the kinds of
 * characters (OWASP ASVS 5, 6.2; NIST SP 800-63B-4, 3.1.1.2). Pure: the caller passes the list of common passwords.
 */

export const leastLength = 12;
/** With a second factor the password is not all that keeps somebody out. */
export const leastLengthWithFactor = 8;
export const mostLength = 128;

export type Weakness = "short" | "common" | "personal" | "pattern";

export type Choice = {
  hasFactor: boolean;
  /** The person's name and address. */
  about: readonly string[];
  isCommon: (word: string) => boolean;
};

/** Why this password may not be chosen, or undefined. */
export function weaknessOf(password: string, { hasFactor, about, isCommon }: Choice): Weakness | undefined {
  const given = password.normalize("NFKC").toLowerCase();
  if (lengthOf(given) < (hasFactor ? leastLengthWithFactor : leastLength)) return "short";
  if (readingsOf(given).some(isCommon)) return "common";
  const unit = unitOf(given);
  if (unit !== given && (lengthOf(unit) <= longestUnit || isCommon(unit))) return "pattern";
  if (isRun(given)) return "pattern";
  if (lengthOf(withoutWords(given, about)) < leastBesideWords) return "personal";
  return undefined;
}

/** Whether it is only enough beside a second factor. */
export function isShort(password: string): boolean {
  return lengthOf(password.normalize("NFKC")) < leastLength;
}

const lengthOf = (text: string) => [...text].length;

/** What a common password is stretched by: a year, a date, signs. More than this is a secret of its own. */
const mostAdded = 8;
const leastOfWord = 4;

/** "P4ssw0rd-2026" is "password" to whoever guesses. */
function readingsOf(given: string): string[] {
  const core = betweenLetters(given);
  const hasCore = lengthOf(core) >= leastOfWord && lengthOf(given) - lengthOf(core) <= mostAdded;
  return [given, undisguised(given), ...(hasCore ? [core, undisguised(core)] : [])];
}

/** From the first letter to the last. */
function betweenLetters(given: string): string {
  const letters = [...given.matchAll(/\p{L}/gu)];
  const last = letters.at(-1);
  return last ? given.slice(letters[0]?.index, last.index + last[0].length) : "";
}

const disguises: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
  "+": "t",
};

function undisguised(word: string): string {
  return word.replace(/[013457@$!+]/g, (sign) => disguises[sign] ?? sign);
}

/** A repeated unit that is longer may be a phrase. */
const longestUnit = 4;

/** The shortest text of which the given one is a repetition, maybe cut off at the end; itself if of none. */
function unitOf(given: string): string {
  for (let length = 1; length <= given.length / 2; length += 1) {
    const unit = given.slice(0, length);
    if (unit.repeat(Math.ceil(given.length / length)).slice(0, given.length) === given) return unit;
  }
  return given;
}

/** "abcdefghijkl", "210987654321": each character follows the one before it, 0 after 9. */
function isRun(given: string): boolean {
  const codes = [...given].map((char) => char.codePointAt(0) ?? 0);
  return [1, -1].some((step) =>
    codes.every((code, at) => {
      const before = codes[at - 1];
      return before === undefined || code === before + step || code === before - 9 * step;
    }),
  );
}

/** As many characters must be neither of one's name and address nor of the program's name. */
const leastBesideWords = 6;

function withoutWords(given: string, about: readonly string[]): string {
  const words = [...about, "competency"]
    .flatMap((text) =>
      text
        .normalize("NFKC")
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u),
    )
    .filter((word) => lengthOf(word) >= 4)
    .sort((a, b) => b.length - a.length);
  return words.reduce((rest, word) => rest.replaceAll(word, ""), given);
}

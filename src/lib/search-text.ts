/**
 * A text as it is compared when searching: without accents, case, invisible characters and differences between kinds of
 * apostrophes and dashes, so that "o'connell" finds "O’Connell" and "lukasz" finds "Łukasz". The
 * database's `app.search_text` is the same function; a test compares them.
 */
export function searchText(text: string): string {
  return text
    .replace(apostrophes, "'")
    .normalize("NFKD")
    .toLowerCase()
    .replace(ignored, "")
    .replace(letters, (letter) => plainLetters[letter] ?? letter)
    .replace(spaces, " ")
    .trim();
}

/** The folded words of a search; a text is found when it contains each of them, in any order. */
export function searchWords(search: string): string[] {
  return searchText(search)
    .split(" ")
    .filter((word) => word !== "");
}

/** The words as patterns for `search_text like all (…)`. Without words there is no pattern, and everything matches. */
export function likePatterns(search: string | undefined): string[] {
  return searchWords(search ?? "").map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
}

/** The same for lists that are already loaded; null for a search without words, which every text matches. */
export function makeMatcher(search: string): ((text: string) => boolean) | null {
  const words = searchWords(search);
  if (words.length === 0) return null;
  return (text) => {
    const folded = searchText(text);
    return words.every((word) => folded.includes(word));
  };
}

const spaces = /[\t-\r \u0085\u00a0\u1680\u2028\u2029]+/g;
const apostrophes = /[’‘‛ʼʻʹ′`´]/g;

/** Combining marks that are accents or vowel points, and characters that are not seen. */
const ignored =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: each of them is removed by itself.
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u0610-\u061a\u061c\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** What Unicode does not decompose. */
const plainLetters: Record<string, string> = {
  ł: "l",
  ø: "o",
  đ: "d",
  ð: "d",
  ɖ: "d",
  ħ: "h",
  ı: "i",
  ŧ: "t",
  ŋ: "n",
  ə: "e",
  ɛ: "e",
  ɔ: "o",
  ɓ: "b",
  ɗ: "d",
  ƙ: "k",
  ƴ: "y",
  ς: "σ",
  "‐": "-",
  "‑": "-",
  "‒": "-",
  "–": "-",
  "—": "-",
  "―": "-",
  "−": "-",
  ß: "ss",
  æ: "ae",
  œ: "oe",
  þ: "th",
};
const letters = new RegExp(`[${Object.keys(plainLetters).join("")}]`, "gu");

/**
 * Text as SMS carry it (3GPP TS 23.038): one message has 160 characters of the GSM alphabet, in which an extension
 * character takes two places, or 70 of UCS-2, which the whole text needs as soon as one character is not of the alphabet.
 * Longer texts go in segments of 153 or 67, and each segment is paid for.
 */
export type Segments = { encoding: "GSM-7" | "UCS-2"; characters: number; segments: number };

const basic = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const extension = new Set("\f^{}\\[~]|€");

const places = {
  "GSM-7": { alone: 160, each: 153 },
  "UCS-2": { alone: 70, each: 67 },
} as const;

/** Counts a text as it is; `toSms` first makes it as short as its words allow. */
export function segmentsOf(text: string): Segments {
  const letters = [...text];
  const encoding = letters.every((letter) => basic.has(letter) || extension.has(letter)) ? "GSM-7" : "UCS-2";
  const sizes = letters.map((letter) => (encoding === "UCS-2" ? letter.length : extension.has(letter) ? 2 : 1));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return { encoding, characters: letters.length, segments: countSegments(sizes, total, places[encoding]) };
}

/** What takes two places is never parted, so that a segment may end one place early. */
function countSegments(sizes: readonly number[], total: number, { alone, each }: { alone: number; each: number }) {
  if (total === 0) return 0;
  if (total <= alone) return 1;
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > each) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return segments;
}

const replacements: readonly (readonly [RegExp, string])[] = [
  [/\r\n?/g, "\n"],
  [/[‘’‚‛′ʼ`´]/g, "'"],
  [/[“”„‟″«»]/g, '"'],
  [/[‹]/g, "<"],
  [/[›]/g, ">"],
  [/[‐‑‒–—―−]/g, "-"],
  [/…/g, "..."],
  [/[•·]/g, "-"],
  // Marks that nobody sees: soft hyphens, joiners, directions, the order of bytes.
  [/[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g, ""],
  [/[^\S\n]/g, " "],
  [/[^\P{Cc}\n]/gu, ""],
];

/**
 * The text with what only looks better than its GSM counterpart replaced: one curly apostrophe would more than double
 * the price. Letters stay as they are, since names are spelt with them.
 */
export function toSms(text: string): string {
  return replacements.reduce((made, [signs, plain]) => made.replace(signs, plain), text.normalize("NFC")).trim();
}

type Parts = { start: string; content: string; end: string };

/** The whole text within `most` segments: where it is longer, its content is cut at a word. */
export function fitSms({ start, content, end }: Parts, most: number): string {
  const [before, words, after] = [toSms(start), toSms(content), toSms(end)];
  const joined = (middle: string) => [before, middle, after].filter((part) => part !== "").join(" ");
  const fits = (text: string) => segmentsOf(text).segments <= most;
  const whole = joined(words);
  if (fits(whole)) return whole;
  const letters = [...words];
  const cut = (length: number) => {
    const end = letters.slice(0, length).findLastIndex((letter) => !/[\s.,:;!?-]/.test(letter));
    return joined(`${letters.slice(0, end + 1).join("")}...`);
  };
  let [least, beyond] = [0, letters.length];
  while (beyond - least > 1) {
    const middle = (least + beyond) >> 1;
    if (fits(cut(middle))) least = middle;
    else beyond = middle;
  }
  const atWord = letters.slice(0, least + 1).findLastIndex((letter) => /\s/.test(letter));
  return cut(atWord > least / 2 ? atWord : least);
}

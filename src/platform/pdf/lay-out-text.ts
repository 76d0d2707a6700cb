import bidiFactory from "bidi-js";
import { type Face, faceOf, type Glyph, latinFace, shape, type Weight } from "#src/platform/pdf/fonts.ts";

/** A run of glyphs of one font and direction. `width` is in thousandths of the font size. */
export type Piece = { face: Face; isRtl: boolean; text: string; glyphs: readonly Glyph[]; width: number };

/** A line in the order in which it is drawn, from left to right. */
export type Line = { pieces: readonly Piece[]; width: number };

const bidi = bidiFactory();

/** What could leave its line, hide, or turn the text around it: controls, marks of direction, halves of pairs. */
const unwanted =
  /[\p{Cc}\p{Cs}\p{Co}\u00AD\u061C\u200B\u200E\u200F\u2028-\u202F\u2060-\u206F\uFEFF\u{E0000}-\u{E0FFF}]|[\uFE00-\uFE0F]/gu;
/** A character that no font has. */
const missing = "?";
/** They join letters or keep them apart in some scripts, and are no letters themselves. */
const isJoiner = /[\u200C\u200D]/u;
const mostLetters = 20_000;

/** The text as it can be printed: composed, on one line, without controls. Longer than 20,000 letters, it is cut. */
export function printable(text: string): string {
  return text.slice(0, mostLetters).replace(/\s/gu, " ").replace(unwanted, "").normalize("NFC");
}

/**
 * Breaks text into lines of at most this width, in points, by the Unicode bidirectional algorithm (UAX 9). It breaks at
 * spaces and after hyphens; a word that is wider than a line breaks anywhere. An empty text is one empty line.
 */
export function linesOf(text: string, size: number, weight: Weight, width = Number.POSITIVE_INFINITY): Line[] {
  const clean = printable(text).trim();
  const limit = (width * 1000) / size;
  const words = wordsOf(clean, weight);
  const lines: Line[] = [];
  let line: Word[] = [];
  let used = 0;
  const close = (isLast = false) => {
    const made = visualLine(line);
    // The space at its end is not seen, but keeps the words of two lines apart for those who read the text.
    const isSpaced = !isLast && (line.at(-1)?.bare ?? 0) < (line.at(-1)?.width ?? 0);
    lines.push(isSpaced ? { ...made, pieces: [...made.pieces, pieceOf(" ", latinFace(weight), 0)] } : made);
    line = [];
    used = 0;
  };
  for (const word of words) {
    if (line.length > 0 && used + word.bare > limit) close();
    if (word.bare <= limit) {
      line.push(word);
      used += word.width;
      continue;
    }
    for (const part of cutWord(word, limit)) {
      if (used + part.width > limit && line.length > 0) close();
      line.push(part);
      used += part.width;
    }
  }
  if (line.length > 0 || lines.length === 0) close(true);
  return lines;
}

/** The width of a text on one line, in points. */
export function widthOf(text: string, size: number, weight: Weight): number {
  return ((linesOf(text, size, weight)[0]?.width ?? 0) * size) / 1000;
}

type LevelPiece = Piece & { level: number };
type Word = { pieces: LevelPiece[]; width: number /** Without the space after it. */; bare: number };

const mayBeRtl = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

function wordsOf(text: string, weight: Weight): Word[] {
  if (!mayBeRtl.test(text)) return splitWords(text).map((word) => wordOf(word, undefined, weight));
  const { shown, levels: found } = inOrder(text);
  let at = 0;
  return splitWords(shown).map((word) => {
    const levels = found.subarray(at, at + word.length);
    at += word.length;
    return wordOf(word, levels, weight);
  });
}

/** Stands between parts that have nothing to do with each other: a number after it does not join a name before it. */
const between = " · ";

/** The text with its brackets turned as they are drawn, and the level of each letter. */
function inOrder(text: string): { shown: string; levels: Uint8Array } {
  const levels = new Uint8Array(text.length);
  let shown = "";
  for (const [n, part] of text.split(between).entries()) {
    if (n > 0) shown += between;
    const found = bidi.getEmbeddingLevels(part, "ltr");
    const mirrored = bidi.getMirroredCharactersMap(part, found.levels);
    levels.set(found.levels, shown.length);
    shown += Array.from({ length: part.length }, (_, at) => mirrored.get(at) ?? part.charAt(at)).join("");
  }
  return { shown, levels };
}

/** Words, each with the space after it; a hyphen ends a word too. */
function splitWords(text: string): string[] {
  const words: string[] = [];
  let start = 0;
  for (let at = 1; at <= text.length; at += 1) {
    const before = text.charAt(at - 1);
    const next = text.charAt(at);
    const isBreak = next === "" || (before === " " && next !== " ") || (before === "-" && next !== "-" && next !== " ");
    if (!isBreak) continue;
    words.push(text.slice(start, at));
    start = at;
  }
  return text === "" ? [] : words;
}

function wordOf(text: string, levels: Uint8Array | undefined, weight: Weight): Word {
  const pieces: LevelPiece[] = [];
  let run = "";
  let face = latinFace(weight);
  let level = levels?.[0] ?? 0;
  const close = () => {
    if (run !== "") pieces.push(pieceOf(run, face, level));
    run = "";
  };
  let at = 0;
  for (const character of text) {
    const itsLevel = levels?.[at] ?? 0;
    at += character.length;
    const codePoint = character.codePointAt(0) ?? 0;
    // A space, and a mark on a letter, stays with the font before it.
    const stays = run !== "" && (character === " " || face.source.hasGlyphForCodePoint(codePoint));
    const itsFace = stays ? face : (faceOf(codePoint, weight) ?? latinFace(weight));
    const isThere = itsFace.source.hasGlyphForCodePoint(codePoint);
    if (!isThere && isJoiner.test(character)) continue;
    if (itsFace !== face || itsLevel !== level) close();
    face = itsFace;
    level = itsLevel;
    run += isThere ? character : missing;
  }
  close();
  const width = widthOfPieces(pieces);
  return { pieces, width, bare: width - spaceAfter(pieces) };
}

function pieceOf(text: string, face: Face, level: number): LevelPiece {
  const isRtl = level % 2 === 1;
  const glyphs = shape(face, text, isRtl);
  return { text, face, isRtl, level, glyphs, width: glyphs.reduce((sum, { advance }) => sum + advance, 0) };
}

function widthOfPieces(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { width }) => sum + width, 0);
}

function spaceAfter(pieces: readonly Piece[]): number {
  const last = pieces.at(-1);
  if (!last?.text.endsWith(" ")) return 0;
  return last.width - pieceOf(last.text.trimEnd(), last.face, last.isRtl ? 1 : 0).width;
}

/** A word that fits on no line, in parts that do. */
function* cutWord(word: Word, limit: number): Generator<Word> {
  for (const piece of word.pieces) {
    let part = "";
    let used = 0;
    for (const character of piece.text) {
      const width = pieceOf(character, piece.face, piece.level).width;
      if (part !== "" && used + width > limit) {
        yield partOf(part, piece);
        part = "";
        used = 0;
      }
      part += character;
      used += width;
    }
    if (part !== "") yield partOf(part, piece);
  }
}

function partOf(text: string, { face, level }: LevelPiece): Word {
  const piece = pieceOf(text, face, level);
  return { pieces: [piece], width: piece.width, bare: piece.width };
}

/** Puts the pieces of a line into visual order (rule L2), without the space at its end. */
function visualLine(words: readonly Word[]): Line {
  const pieces = joined(words.flatMap((word) => word.pieces));
  const last = pieces.at(-1);
  if (last?.text.endsWith(" ")) {
    pieces.pop();
    if (last.text.trimEnd() !== "") pieces.push(pieceOf(last.text.trimEnd(), last.face, last.level));
  }
  const highest = Math.max(0, ...pieces.map(({ level }) => level));
  for (let level = highest; level >= 1; level -= 1) reverseRuns(pieces, level);
  return { pieces, width: widthOfPieces(pieces) };
}

/** Neighbours of one font that run to the left are shaped as one, so that the space between their words is on the right side. */
function joined(pieces: readonly LevelPiece[]): LevelPiece[] {
  const out: LevelPiece[] = [];
  for (const piece of pieces) {
    const before = out.at(-1);
    if (before && piece.isRtl && before.level === piece.level && before.face === piece.face) {
      out[out.length - 1] = pieceOf(before.text + piece.text, piece.face, piece.level);
    } else out.push(piece);
  }
  return out;
}

function reverseRuns(pieces: LevelPiece[], level: number): void {
  let start = -1;
  for (let at = 0; at <= pieces.length; at += 1) {
    const isIn = at < pieces.length && (pieces[at]?.level ?? 0) >= level;
    if (isIn && start < 0) start = at;
    if (!isIn && start >= 0) {
      pieces.splice(start, at - start, ...pieces.slice(start, at).reverse());
      start = -1;
    }
  }
}

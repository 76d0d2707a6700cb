import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import PDFDocument from "pdfkit";
import { unpackWoff } from "#src/platform/pdf/unpack-woff.ts";

export type Weight = 400 | 600;

/** A glyph of a shaped text. Lengths are in thousandths of the font size; `codePoints` are what it stands for. */
export type Glyph = {
  id: number;
  codePoints: number[];
  width: number;
  advance: number;
  xOffset: number;
  yOffset: number;
};

/** One font file. `source` is what `doc.font` takes: the parsed font, so that documents share it. */
export type Face = {
  id: string;
  source: ParsedFont;
  /** From the baseline, in thousandths of the font size. */
  ascent: number;
};

/** What is used of a font as pdfkit's fontkit parses it, which has no types of its own. */
type ParsedFont = {
  unitsPerEm: number;
  ascent: number;
  head: unknown;
  name: unknown;
  hasGlyphForCodePoint(codePoint: number): boolean;
  glyphForCodePoint(codePoint: number): { id: number };
  layout(
    text: string,
    features: string[] | undefined,
    script: undefined,
    language: undefined,
    direction: "ltr" | "rtl",
  ): {
    glyphs: { id: number; codePoints: number[]; advanceWidth: number }[];
    positions: { xAdvance: number; xOffset: number; yOffset: number }[];
  };
};

/** In the order in which a character looks for its font. Inter comes in files by script. */
const families = [
  ["inter", "latin"],
  ["inter", "latin-ext"],
  ["inter", "vietnamese"],
  ["inter", "cyrillic"],
  ["inter", "cyrillic-ext"],
  ["inter", "greek"],
  ["inter", "greek-ext"],
  ["ibm-plex-sans-arabic", "arabic"],
  ["noto-sans-hebrew", "hebrew"],
] as const;

/** From the program's folder: a bundler that saw where the files are would take them for modules. */
const fromProgram = createRequire(`${process.cwd()}/`);
const faces = new Map<string, Face>();
const faceOfCharacter: Record<Weight, Map<number, Face | null>> = { 400: new Map(), 600: new Map() };

/** The font that has the character; null where none has it. Fonts are read when a character first needs them. */
export function faceOf(codePoint: number, weight: Weight): Face | null {
  const known = faceOfCharacter[weight].get(codePoint);
  if (known !== undefined) return known;
  const found = families
    .values()
    .map(([family, script]) => loadFace(family, script, weight))
    .find((face) => face.source.hasGlyphForCodePoint(codePoint));
  faceOfCharacter[weight].set(codePoint, found ?? null);
  return found ?? null;
}

/** The font of Latin text, by which lines are placed. */
export function latinFace(weight: Weight): Face {
  return loadFace("inter", "latin", weight);
}

function loadFace(family: string, script: string, weight: Weight): Face {
  const id = `${family}-${script}-${weight}`;
  const loaded = faces.get(id);
  if (loaded) return loaded;
  const source = parse(fromProgram.resolve(`@fontsource/${family}/files/${family}-${script}-${weight}-normal.woff`));
  const face = { id, source, ascent: (source.ascent * 1000) / source.unitsPerEm };
  faces.set(id, face);
  return face;
}

function parse(path: string): ParsedFont {
  const reader = new PDFDocument({ autoFirstPage: false, font: "" });
  // pdfkit parses it; its types do not show the parsed font.
  const { _font } = reader.font(unpackWoff(readFileSync(path))) as unknown as { _font: { font: ParsedFont } };
  const { font } = _font;
  // pdfkit takes two fonts of one name for the same unless these tables, which are parsed when first read, differ.
  void font.head;
  void font.name;
  return font;
}

/** Glyphs of shaped words, which documents share. Emptied when it is full, so that it stays small. */
const shaped = new Map<string, readonly Glyph[]>();
const shapedLimit = 20_000;
const longestKept = 40;

/** Figures of one width, which stand under each other in a column. */
const leftToRight = ["tnum"];

/** Shapes text of one font and one direction. Right-to-left glyphs come in visual order. */
export function shape(face: Face, text: string, isRtl: boolean): readonly Glyph[] {
  const key = `${face.id}${isRtl ? "<" : ">"}${text}`;
  const known = shaped.get(key);
  if (known) return known;
  const { glyphs, positions } = face.source.layout(
    text,
    isRtl ? ["rtla"] : leftToRight,
    undefined,
    undefined,
    isRtl ? "rtl" : "ltr",
  );
  const scale = 1000 / face.source.unitsPerEm;
  const codePointsOf = codePointsIn(face, text, isRtl, glyphs);
  const made = glyphs.map((glyph, index): Glyph => {
    const position = positions[index] ?? { xAdvance: glyph.advanceWidth, xOffset: 0, yOffset: 0 };
    return {
      id: glyph.id,
      codePoints: codePointsOf(glyph, index),
      width: glyph.advanceWidth * scale,
      advance: position.xAdvance * scale,
      xOffset: position.xOffset * scale,
      yOffset: position.yOffset * scale,
    };
  });
  if (text.length > longestKept) return made;
  if (shaped.size >= shapedLimit) shaped.clear();
  shaped.set(key, made);
  return made;
}

type ShapedGlyph = { id: number; codePoints: number[] };

/**
 * What each glyph of a shaped text stands for. The parsed font says it of a glyph as it was first needed: one that was part
 * of another glyph in an earlier document (the dot of an ellipsis, the e of é) says nothing. So the text itself is asked
 * where it has a character for each glyph, and the font's table of characters where it has not.
 */
function codePointsIn(face: Face, text: string, isRtl: boolean, glyphs: readonly ShapedGlyph[]) {
  const characters = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  if (!isRtl && characters.length === glyphs.length) {
    return (_glyph: ShapedGlyph, index: number): number[] => characters.slice(index, index + 1);
  }
  const byGlyph = new Map(characters.map((character) => [face.source.glyphForCodePoint(character).id, character]));
  return ({ id, codePoints }: ShapedGlyph): number[] => {
    if (codePoints.length > 0) return codePoints;
    const character = byGlyph.get(id);
    return character === undefined ? [] : [character];
  };
}

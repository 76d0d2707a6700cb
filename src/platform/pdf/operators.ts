import type { Piece } from "#src/platform/pdf/lay-out-text.ts";

/** What pdfkit keeps of a font in a document: the glyphs that it will contain, their widths and what they stand for. */
export type WrittenFont = { subset: { includeGlyph(id: number): number }; widths: number[]; unicode: number[][] };

/** The operators that show the glyphs of a piece, with their kerning, and marks where they belong. */
export function operatorsOf({ glyphs }: Piece, font: WrittenFont, size: number): string {
  let out = "[<";
  for (const glyph of glyphs) {
    const gid = font.subset.includeGlyph(glyph.id);
    font.widths[gid] ??= glyph.width;
    font.unicode[gid] ??= glyph.codePoints;
    const hex = gid.toString(16).padStart(4, "0");
    const before = Math.round(-glyph.xOffset);
    const after = Math.round(glyph.width - glyph.advance + glyph.xOffset);
    const rise = Math.round(glyph.yOffset);
    if (before !== 0) out += `>${before}<`;
    out += rise === 0 ? hex : `>] TJ ${number((rise * size) / 1000)} Ts <${hex}> Tj 0 Ts [<`;
    if (after !== 0) out += `>${after}<`;
  }
  return `${out}>] TJ`;
}

/** With as many decimals as a page needs. */
export function number(value: number): number {
  return Math.round(value * 1000) / 1000;
}

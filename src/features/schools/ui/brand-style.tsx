import { brandCss, isColor } from "#src/lib/brand-colors.ts";

/** Puts the shades of a school's colour in the place of the program's own accent, in both themes. */
export function BrandStyle({ color }: { color: string }) {
  // What is written into a style sheet is made of a colour and of nothing else.
  return isColor(color) ? <style>{brandCss(color)}</style> : null;
}

/** What the holder of a certificate may show or hide, in the order of the screens. */
export const shownParts = ["name", "school", "framework", "date", "categories"] as const;
export type ShownPart = (typeof shownParts)[number];

const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const codeLength = 12;

/**
 * The code as it is stored, of what somebody typed: without spaces and hyphens, in capitals, and with the digits that I,
 * L and O are taken for (Crockford's base 32). Null where it cannot be one.
 */
export function readCode(typed: string): string | null {
  if (typed.length > 60) return null;
  const code = typed
    .toUpperCase()
    .replace(/[\s–—-]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  return code.length === codeLength && [...code].every((letter) => letters.includes(letter)) ? code : null;
}

/** In groups of four, as it is printed: "7Q4M-2KDX-9TRB". */
export function writeCode(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join("-");
}

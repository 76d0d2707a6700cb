import {
  openField,
  type Place,
  type Sealed,
  type SealedField,
  sealField,
  UnreadableField,
} from "#src/platform/sealed/field.ts";

/** Shown where there is something that cannot be opened any more. */
export const unreadableWords = "(stored encrypted, and cannot be opened any more)";

/** Words as they are stored; none stay none. */
export function sealWords(field: SealedField, place: Place, text: string): Sealed;
export function sealWords(field: SealedField, place: Place, text: string | null): Sealed | null;
export function sealWords(field: SealedField, place: Place, text: string | null): Sealed | null {
  return text === null ? null : sealField(field, place, text);
}

/** Words as they are read. Those that nobody can open any more, since their key is lost, cost nobody the rest of a page. */
export function openWords(field: SealedField, place: Place, stored: string): string;
export function openWords(field: SealedField, place: Place, stored: string | null): string | null;
export function openWords(field: SealedField, place: Place, stored: string | null): string | null {
  if (stored === null) return null;
  try {
    return openField(field, place, stored);
  } catch (error) {
    if (error instanceof UnreadableField) return unreadableWords;
    throw error;
  }
}

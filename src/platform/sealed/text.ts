import {
  openField,
  type Place,
  type Sealed,
  type SealedField,
  sealField,
  UnreadableField,
} from "#src/platform/sealed/field.ts";

/** Shown where there is something that cannot be opened any more. */
export const unreadableText = "(stored encrypted, and cannot be opened any more)";

/** Words as they are stored; none stay none. */
export function sealText(field: SealedField, place: Place, text: string): Sealed;
export function sealText(field: SealedField, place: Place, text: string | null): Sealed | null;
export function sealText(field: SealedField, place: Place, text: string | null): Sealed | null {
  return text === null ? null : sealField(field, place, text);
}

/** Words as they are read. Those that nobody can open any more, since their key is lost, cost nobody the rest of a page. */
export function openText(field: SealedField, place: Place, stored: Sealed): string;
export function openText(field: SealedField, place: Place, stored: Sealed | null): string | null;
export function openText(field: SealedField, place: Place, stored: Sealed | null): string | null {
  if (stored === null) return null;
  try {
    return openField(field, place, stored);
  } catch (error) {
    if (error instanceof UnreadableField) return unreadableText;
    throw error;
  }
}

import { placeOf } from "#src/features/frameworks/editing/draft.ts";
import type { EditItem } from "#src/features/frameworks/editing/schema.ts";
import { nameOf, titleOf } from "./editor-context.ts";
import { strings } from "./editor-strings.ts";

/** "3.5 Referrals: third of five in Patient Care". */
export function placeWords(items: readonly EditItem[], id: string): string {
  const item = items.find((one) => one.id === id);
  const place = placeOf(items, id);
  if (!item || !place) return "";
  const parent = items.find((one) => one.id === place.parentId);
  return strings.place(
    titleOf(item),
    ordinal(place.index + 1),
    strings.cardinals[place.siblings] ?? String(place.siblings),
    parent ? nameOf(parent) : null,
  );
}

export function ordinal(n: number): string {
  return strings.ordinals[n - 1] ?? strings.nth(n);
}

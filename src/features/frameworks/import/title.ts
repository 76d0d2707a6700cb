import { plainText, withoutFullStop } from "#src/features/frameworks/import/plain-text.ts";
import { isName } from "#src/lib/fields.ts";

/** The name of a framework from the title in its file. */
export function titleFrom(given: string): string {
  const title = withoutFullStop(plainText(given));
  return isName(title) ? title : "Framework without a title";
}

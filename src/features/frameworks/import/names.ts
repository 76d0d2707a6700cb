import type { DraftItem, Faults } from "#src/features/frameworks/import/draft.ts";
import { withoutNumbers } from "#src/features/frameworks/import/numbering.ts";
import { withoutFullStop } from "#src/features/frameworks/import/plain-text.ts";
import { isName } from "#src/lib/fields.ts";

/**
 * Takes numbering off all names or none, and full stops at their end, and says so. With `givesCodes`, what counted the
 * names is their code, where the file has none.
 */
export function settleNames(items: readonly DraftItem[], faults: Faults, { givesCodes = false } = {}): void {
  const { found, names, numbers, example } = withoutNumbers(items.map(({ name }) => name));
  if (found === "all" && names.every(isName)) {
    const becomeCodes =
      givesCodes && items.every(({ code }) => code === null) && new Set(numbers).size === numbers.length;
    for (const [at, item] of items.entries()) {
      item.name = names[at] ?? item.name;
      if (becomeCodes) item.code = numbers[at] ?? null;
    }
    faults.add("numbering", {
      severity: "notice",
      message: `All names begin with a number, such as “${example}”; it was taken off${becomeCodes ? " and is the code" : ""}.`,
    });
  } else if (found !== "none") {
    faults.add("numbering", {
      severity: "notice",
      message: `Some names begin with a number, such as “${example}”, and some do not; all were left as they are.`,
    });
  }
  let stops = 0;
  for (const item of items) {
    const name = withoutFullStop(item.name);
    if (name === item.name || !isName(name)) continue;
    item.name = name;
    stops += 1;
  }
  if (stops > 0) {
    faults.add("full stop", {
      severity: "notice",
      message: `The full stop at the end of ${stops === 1 ? "a name" : `${stops} names`} was left out.`,
    });
  }
}

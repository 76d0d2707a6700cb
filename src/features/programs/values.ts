/** The fixed values of the contract, in a file without Zod, which the browser does not need. */

/** A school keeps no more of each. */
export const maxPrograms = 200;
export const maxCohorts = 2_000;

/** How many records refer to a program or a cohort; with any it cannot be deleted. */
export type Uses = { people: number; rotations: number; competencies: number; deployments: number };

/** What keeps a program or a cohort from being deleted, such as "12 people and 1 rotation"; null where nothing does. */
export function usesWords(uses: Uses): string | null {
  const parts = [
    counted(uses.people, "person", "people"),
    counted(uses.rotations, "rotation", "rotations"),
    counted(uses.competencies, "competency", "competencies"),
    counted(uses.deployments, "assigned framework", "assigned frameworks"),
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return new Intl.ListFormat("en", { type: "conjunction" }).format(parts);
}

function counted(count: number, one: string, many: string): string | null {
  return count === 0 ? null : `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

export const maxCodeLength = 20;

/**
 * A code for a program that was given none: the first letters of its words, or the start of a single word, in capitals;
 * with a number behind it where the code is taken.
 */
export function programCode(name: string, taken: ReadonlySet<string>): string {
  const words = name.normalize("NFC").match(/[\p{L}\p{N}]+/gu) ?? [];
  const notable = words.filter((word) => !["of", "in", "and", "the", "for"].includes(word.toLowerCase()));
  const used = notable.length > 0 ? notable : words;
  const letters =
    used.length === 1 ? [...(used[0] ?? "")].slice(0, 4) : used.slice(0, 8).map((word) => [...word][0] ?? "");
  const stem =
    letters
      .join("")
      .toUpperCase()
      .slice(0, maxCodeLength - 5) || "P";
  for (let number = 1; ; number += 1) {
    const code = number === 1 ? stem : `${stem}${number}`;
    if (!taken.has(code)) return code;
  }
}

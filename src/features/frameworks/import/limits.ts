import type { Faults } from "#src/features/frameworks/import/draft.ts";
import type { ImportFault } from "#src/features/frameworks/schema.ts";

/**
 * What an imported framework may hold at most. A category is part of keys and indexes, and everything is shown to
 * people; a longer value would be stored and fail later, where nobody can correct the file any more.
 */
export const longestLine = 200;
export const longestText = 10_000;
export const mostItems = 20_000;
export const mostAssociations = 100_000;
export const deepestTree = 50;

/** Adds a fault for each value that is longer than its limit; returns whether all of them fit. */
export function areWithinLimits(
  values: readonly { what: string; value: string | null; most: number; path?: string }[],
  where: Pick<ImportFault, "path" | "line">,
  faults: Faults,
): boolean {
  const long = values.filter(({ value, most }) => value !== null && value.length > most);
  for (const { what, most, path } of long) {
    faults.add(`long ${what}`, {
      severity: "error",
      ...where,
      ...(path === undefined ? {} : { path }),
      message: `The ${what} has more than ${most.toLocaleString("en")} characters. Shorten it.`,
    });
  }
  return long.length === 0;
}

/** The rows of a table with its titles and header. */
export const tableLimits = { rows: mostItems + 20, columns: 200 };

import { mostNamed } from "#src/features/people/values.ts";

/** The rows that were chosen, or all that match the filter, seen or not. */
export type Selection = { ids: ReadonlySet<string>; matching: boolean };

/**
 * How an act names whom it is about. So many single rows as an act may not name are sent as the filter where they are
 * all that match it; else they are too many.
 */
export function namedBy({ ids, matching }: Selection, total: number): "filter" | "ids" | "tooMany" {
  if (matching) return "filter";
  if (ids.size <= mostNamed) return "ids";
  return ids.size >= total ? "filter" : "tooMany";
}

import { type SQL, type SQLWrapper, sql } from "drizzle-orm";

/**
 * A name in the order of its letters, whatever the locale of the server is: "Ångström" before "Zoe". A keyset
 * compares with it too. Ties are broken by the bytes, so it is a total order.
 */
export function inNameOrder(name: SQLWrapper): SQL<string> {
  return sql<string>`${name} collate "und-x-icu"`;
}

/** Whether a `search_text` contains every word of a search, whose `likePatterns` are the parameter. */
export function isFound(searchText: SQLWrapper, patterns: SQLWrapper): SQL<boolean> {
  return sql<boolean>`${searchText} like all (${patterns}::text[])`;
}

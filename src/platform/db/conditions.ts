import { type Column, type Placeholder, type SQL, sql } from "drizzle-orm";

/**
 * The column has one of these fixed values. They are part of the statement's text and not bound: a generic plan cannot
 * use a partial index on a bound value.
 */
export function isOneOf<C extends Column>(column: C, ...values: readonly C["_"]["data"][]): SQL {
  return values.length === 1
    ? sql`${column} = ${sql`${values[0]}`.inlineParams()}`
    : sql`${column} in (${sql.join(
        values.map((value) => sql`${value}`.inlineParams()),
        sql`, `,
      )})`;
}

/** The column, which is never null, has none of these fixed values; see `isOneOf`. */
export function isNoneOf<C extends Column>(column: C, ...values: readonly C["_"]["data"][]): SQL {
  return sql`not (${isOneOf(column, ...values)})`;
}

/**
 * A fixed number of rows for `limit`. It is part of the statement's text: with a bound limit, a generic plan assumes a
 * tenth of the rows that the statement would return.
 */
export function fixedLimit(rows: number): Placeholder {
  // Drizzle accepts any SQL here; its type allows only numbers, which it would bind, and placeholders.
  return sql.raw(String(rows)) as unknown as Placeholder;
}

import { type Column, type Placeholder, type SQL, sql } from "drizzle-orm";

/**
 * The column holds one of these fixed values. They stand in the statement's text and are not bound: a plan that serves
 * for all bound values cannot use a partial index over one of them.
 */
export function isOneOf<C extends Column>(column: C, ...values: readonly C["_"]["data"][]): SQL {
  return values.length === 1
    ? sql`${column} = ${sql`${values[0]}`.inlineParams()}`
    : sql`${column} in (${sql.join(
        values.map((value) => sql`${value}`.inlineParams()),
        sql`, `,
      )})`;
}

/** The column, which is never null, holds none of these fixed values; see `isOneOf`. */
export function isNoneOf<C extends Column>(column: C, ...values: readonly C["_"]["data"][]): SQL {
  return sql`not (${isOneOf(column, ...values)})`;
}

/**
 * A fixed number of rows for `limit`. It stands in the statement's text: with a bound one, a plan that serves for all
 * values reckons with a tenth of what the statement would read.
 */
export function fixedLimit(rows: number): Placeholder {
  // Drizzle puts any SQL there; its type names only numbers, which it binds, and placeholders.
  return sql.raw(String(rows)) as unknown as Placeholder;
}

import { sql } from "drizzle-orm";
import { customType } from "drizzle-orm/pg-core";

/**
 * Column types that read as the program uses them. Writing is left to the driver, which takes null where a statement
 * binds one; Drizzle's own types would call their encoder on it, which throws for an instant and stores JSON's null.
 */

/** `timestamptz`; a Date in the program. */
export const instant = customType<{ data: Date; driverData: string }>({
  dataType: () => "timestamp with time zone",
  fromDriver: (value) => new Date(value),
});

/** `numeric`; a number in the program, which holds the at most 6 places that are stored. */
export const decimal = customType<{
  data: number;
  driverData: string;
  config: { precision: number; scale: number };
}>({
  dataType: (config) => (config ? `numeric(${config.precision}, ${config.scale})` : "numeric"),
  fromDriver: Number,
});

const jsonColumn = customType<{ data: unknown }>({
  dataType: () => "jsonb",
  toDriver: (value) => (value === null ? null : JSON.stringify(value)),
});

/** `jsonb` of the shape that the writers of the column keep to. */
export function json<T = unknown>(name: string) {
  return jsonColumn(name).$type<T>();
}

/** The default of a column that the database fills: the start of the transaction. */
export const now = sql`now()`;

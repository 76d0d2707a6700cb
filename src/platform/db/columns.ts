import { sql } from "drizzle-orm";
import { customType, text } from "drizzle-orm/pg-core";

/**
 * Column types that convert what is read to the types that the program uses. What is written is left to the driver,
 * which accepts null. Drizzle's own types call their encoder on null too, which throws for a timestamp and stores
 * JSON's null.
 */

/** `timestamptz`; a Date in the program. */
export const instant = customType<{ data: Date; driverData: string }>({
  dataType: () => "timestamp with time zone",
  fromDriver: (value) => new Date(value),
});

/** `numeric`; a number in the program, which is exact enough for the at most 6 places that are stored. */
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

/** `jsonb`. Its shape is not checked when it is read: every writer of the column must keep to it. */
export function json<T = unknown>(name: string) {
  return jsonColumn(name).$type<T>();
}

/** `bytea`. */
export const bytes = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** The default of a column that the database fills: the start of the transaction. */
export const now = sql`now()`;

/** A text that the database computes from other columns of the row, by an expression in the migrations. */
export function generatedText(name: string) {
  return text(name).notNull().generatedAlwaysAs(sql``);
}

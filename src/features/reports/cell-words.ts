import type { Cell, Figure, ReportColumn } from "#src/features/reports/schema.ts";
import { shortDayWords } from "#src/lib/day.ts";

/** A figure as it is printed: "1,086", "22 of 27", "4 September 2026". CSV and workbooks have the plain value. */
export function cellWords(value: Cell, { kind, none }: Pick<ReportColumn, "kind" | "none">): string {
  if (value === null || value === "") return none;
  if (typeof value === "number") return numberWords(value);
  if (typeof value === "string") return kind === "day" && isDay.test(value) ? shortDayWords(value) : value;
  return `${numberWords(value.part)} of ${numberWords(value.of)}`;
}

export function figureWords({ value, unit }: Figure): string {
  const words = cellWords(value, { kind: "number", none: "None yet" });
  return value === null || unit === "" ? words : `${words} ${unit}`;
}

/** At most two decimals. */
export function numberWords(value: number): string {
  return value.toLocaleString("en-GB", { maximumFractionDigits: 2 });
}

/** A column of days has words too, such as "Not started". */
const isDay = /^\d{4}-\d{2}-\d{2}$/;

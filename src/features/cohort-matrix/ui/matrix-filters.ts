import { createLoader, parseAsArrayOf, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { standingNames } from "#src/features/progress/values.ts";

export const cellModes = ["status", "level"] as const;
export type CellMode = (typeof cellModes)[number];

export const rowSorts = ["overdue", "completed", "name"] as const;

/** The filters of the matrix, as they are written in the address. */
export const matrixFilterParsers = {
  search: parseAsString.withDefault(""),
  cohort: parseAsString.withDefault(""),
  rotation: parseAsString.withDefault(""),
  framework: parseAsString.withDefault(""),
  /** One of `rowSorts`, or the id of a competency. */
  sort: parseAsString.withDefault("overdue"),
  only: parseAsArrayOf(parseAsStringLiteral(standingNames)).withDefault([]),
  show: parseAsStringLiteral(cellModes).withDefault("status"),
};

export const loadMatrixFilters = createLoader(matrixFilterParsers);

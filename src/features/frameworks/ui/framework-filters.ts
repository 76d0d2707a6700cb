import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const frameworkStatuses = ["DRAFT", "PUBLISHED", "DEPRECATED"] as const;

/** The filters of the frameworks table, as they are written in the address. */
export const frameworkFilterParsers = {
  search: parseAsString.withDefault(""),
  status: parseAsStringLiteral(frameworkStatuses),
};

export type FrameworkFilters = { search: string; status: (typeof frameworkStatuses)[number] | null };

export const loadFrameworkFilters = createLoader(frameworkFilterParsers);

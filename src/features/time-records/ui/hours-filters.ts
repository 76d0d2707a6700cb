import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const toDecideStatuses = ["PENDING", "NEEDS_INFO", "APPROVED", "NOT_APPROVED"] as const;

/** The filters of the hours to approve, as they are written in the address. */
export const hoursFilterParsers = {
  search: parseAsString.withDefault(""),
  status: parseAsStringLiteral(toDecideStatuses).withDefault("PENDING"),
};

export const loadHoursFilters = createLoader(hoursFilterParsers);

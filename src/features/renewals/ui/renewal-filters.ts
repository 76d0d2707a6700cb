import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { renewalFilters, renewalSorts } from "#src/features/renewals/values.ts";
import { sortParsers } from "#src/ui/data-table/sort-in-address.ts";

/** The filters of the list, as they are written in the address. */
export const renewalFilterParsers = {
  search: parseAsString.withDefault(""),
  state: parseAsStringLiteral(renewalFilters).withDefault("NEEDED"),
  cohort: parseAsString.withDefault(""),
  competency: parseAsString.withDefault(""),
  ...sortParsers(renewalSorts),
};

export const loadRenewalFilters = createLoader(renewalFilterParsers);

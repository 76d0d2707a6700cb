import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { renewalFilters } from "#src/features/renewals/values.ts";

/** The filters of the list, as they are written in the address. */
export const renewalFilterParsers = {
  search: parseAsString.withDefault(""),
  state: parseAsStringLiteral(renewalFilters).withDefault("NEEDED"),
  cohort: parseAsString.withDefault(""),
  competency: parseAsString.withDefault(""),
};

export const loadRenewalFilters = createLoader(renewalFilterParsers);

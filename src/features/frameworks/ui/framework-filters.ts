import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import {
  type FrameworkSort,
  type FrameworkStatus,
  frameworkSorts,
  frameworkStatuses,
} from "#src/features/frameworks/values.ts";
import { type AddressSort, sortParsers } from "#src/ui/data-table/sort-in-address.ts";

/** The filters of the frameworks table, as they are written in the address. */
export const frameworkFilterParsers = {
  search: parseAsString.withDefault(""),
  status: parseAsStringLiteral(frameworkStatuses),
  ...sortParsers(frameworkSorts),
};

export type FrameworkFilters = AddressSort<FrameworkSort> & { search: string; status: FrameworkStatus | null };

export const loadFrameworkFilters = createLoader(frameworkFilterParsers);

import { createLoader, createSerializer, parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";
import {
  type CentreSort,
  type CentreState,
  type CentreTab,
  centreSorts,
  centreStates,
  centreTabs,
  type ObservedPeriod,
  observedPeriods,
} from "#src/features/assessments/values.ts";
import { type AddressSort, sortParsers } from "#src/ui/data-table/sort-in-address.ts";

/** What is shown of the assessment centre, as it is written in the address. */
export const centreFilterParsers = {
  tab: parseAsStringLiteral(centreTabs).withDefault("requested"),
  search: parseAsString.withDefault(""),
  student: parseAsString.withDefault(""),
  state: parseAsStringLiteral(centreStates),
  level: parseAsInteger,
  observed: parseAsStringLiteral(observedPeriods),
  ...sortParsers(centreSorts),
};

export type CentreFilters = AddressSort<CentreSort> & {
  tab: CentreTab;
  search: string;
  student: string;
  state: CentreState | null;
  level: number | null;
  observed: ObservedPeriod | null;
};

export const loadCentreFilters = createLoader(centreFilterParsers);
export const centreInAddress = createSerializer(centreFilterParsers);

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

/** What is shown of the assessment centre, as it is written in the address. */
export const centreFilterParsers = {
  tab: parseAsStringLiteral(centreTabs).withDefault("requested"),
  search: parseAsString.withDefault(""),
  student: parseAsString.withDefault(""),
  state: parseAsStringLiteral(centreStates),
  level: parseAsInteger,
  observed: parseAsStringLiteral(observedPeriods),
  sort: parseAsStringLiteral(centreSorts),
  direction: parseAsStringLiteral(["asc", "desc"] as const),
};

export type CentreFilters = {
  tab: CentreTab;
  search: string;
  student: string;
  state: CentreState | null;
  level: number | null;
  observed: ObservedPeriod | null;
  sort: CentreSort | null;
  direction: "asc" | "desc" | null;
};

export const loadCentreFilters = createLoader(centreFilterParsers);
export const centreInAddress = createSerializer(centreFilterParsers);

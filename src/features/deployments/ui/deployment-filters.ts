import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import {
  deploymentSorts,
  deploymentStatuses,
  deploymentStudentSorts,
  movedSorts,
  studentStates,
} from "#src/features/deployments/values.ts";
import { sortParsers } from "#src/ui/data-table/sort-in-address.ts";

/** The filters of the list, as they are written in the address. */
export const deploymentFilterParsers = {
  search: parseAsString.withDefault(""),
  status: parseAsStringLiteral(deploymentStatuses),
  group: parseAsString.withDefault(""),
  ...sortParsers(deploymentSorts),
};
export const loadDeploymentFilters = createLoader(deploymentFilterParsers);

export const studentFilterParsers = {
  search: parseAsString.withDefault(""),
  state: parseAsStringLiteral(studentStates),
  group: parseAsString.withDefault(""),
  ...sortParsers(deploymentStudentSorts),
};
export const loadStudentFilters = createLoader(studentFilterParsers);

export const movedParsers = sortParsers(movedSorts);
export const loadMovedOrder = createLoader(movedParsers);

import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { deploymentStatuses, studentStates } from "#src/features/deployments/values.ts";

/** The filters of the list, as they are written in the address. */
export const deploymentFilterParsers = {
  search: parseAsString.withDefault(""),
  status: parseAsStringLiteral(deploymentStatuses),
  group: parseAsString.withDefault(""),
};
export const loadDeploymentFilters = createLoader(deploymentFilterParsers);

export const studentFilterParsers = {
  search: parseAsString.withDefault(""),
  state: parseAsStringLiteral(studentStates),
  group: parseAsString.withDefault(""),
};
export const loadStudentFilters = createLoader(studentFilterParsers);

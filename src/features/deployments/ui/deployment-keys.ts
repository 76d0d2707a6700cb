import type { DeploymentFilters, StudentFilters } from "./deployment-paths.ts";
import type { DeployInput } from "./deployment-queries.ts";

export const deploymentKeys = {
  all: ["deployments"] as const,
  list: (filters: DeploymentFilters) => [...deploymentKeys.all, "list", filters] as const,
  students: (id: string, filters: StudentFilters) => [...deploymentKeys.all, "students", id, filters] as const,
  acts: (id: string) => [...deploymentKeys.all, "acts", id] as const,
  open: (studentId: string) => [...deploymentKeys.all, "open", studentId] as const,
  moved: () => [...deploymentKeys.all, "moved"] as const,
  preview: (body: DeployInput | null) => ["deployment-preview", body] as const,
  of: (frameworkId: string) => [...deploymentKeys.all, "of", frameworkId] as const,
  one: (id: string) => [...deploymentKeys.all, "one", id] as const,
  candidates: (search: string) => ["students", "candidates", search] as const,
};

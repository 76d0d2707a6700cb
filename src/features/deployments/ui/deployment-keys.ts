import type { z } from "zod";
import type { deployBody } from "#src/features/deployments/schema.ts";
import type { DeploymentFilters, MovedOrder, StudentFilters } from "./deployment-paths.ts";

/** The request body as the browser sends it: fields with a default may be left out. */
export type DeployInput = z.input<typeof deployBody>;

export const deploymentKeys = {
  all: ["deployments"] as const,
  list: (filters: DeploymentFilters) => [...deploymentKeys.all, "list", filters] as const,
  students: (id: string, filters: StudentFilters) => [...deploymentKeys.all, "students", id, filters] as const,
  acts: (id: string) => [...deploymentKeys.all, "acts", id] as const,
  open: (studentId: string) => [...deploymentKeys.all, "open", studentId] as const,
  ofStudent: (studentId: string) => [...deploymentKeys.all, "of-student", studentId] as const,
  moved: (order: MovedOrder) => [...deploymentKeys.all, "moved", order] as const,
  preview: (body: DeployInput | null) => ["deployment-preview", body] as const,
  of: (frameworkId: string) => [...deploymentKeys.all, "of", frameworkId] as const,
  one: (id: string) => [...deploymentKeys.all, "one", id] as const,
  candidates: (search: string) => ["students", "candidates", search] as const,
};

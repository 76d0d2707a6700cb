import type {
  DeploymentSort,
  DeploymentStatus,
  DeploymentStudentSort,
  MovedSort,
  StudentState,
} from "#src/features/deployments/values.ts";
import { type AddressSort, addSort } from "#src/ui/data-table/sort-in-address.ts";

export const deploymentsPath = "/api/competency-deployments" as const;

export function deploymentPath(id: string) {
  return `${deploymentsPath}/${encodeURIComponent(id)}` as const;
}

export function retryPath(id: string) {
  return `${deploymentPath(id)}/retry` as const;
}

export function deploymentsOfPath(frameworkId: string) {
  return `${deploymentsPath}?${new URLSearchParams({ templateId: frameworkId })}` as const;
}

const id = /^[A-Za-z0-9_.:-]{1,64}$/;

export type DeploymentFilters = AddressSort<DeploymentSort> & {
  search: string;
  status: DeploymentStatus | null;
  group: string;
};

/** An address can be typed by hand: values that the API would refuse are left out, so that the page does not fail. */
function narrowingOf({ search, status, group, ...order }: DeploymentFilters): URLSearchParams {
  const query = new URLSearchParams();
  const words = search.trim().slice(0, 200);
  if (words !== "") query.set("search", words);
  if (status !== null) query.set("status", status);
  if (id.test(group)) query.set("groupId", group);
  addSort(query, order);
  return query;
}

export function deploymentListPath(filters: DeploymentFilters, cursor: string | null = null) {
  const query = narrowingOf(filters);
  if (cursor !== null) query.set("cursor", cursor);
  return `${deploymentsPath}?${query}` as const;
}

export function deploymentExportPath(filters: DeploymentFilters) {
  return `${deploymentsPath}/export?${narrowingOf(filters)}` as const;
}

export type StudentFilters = AddressSort<DeploymentStudentSort> & {
  search: string;
  state: StudentState | null;
  group: string;
};

function studentNarrowing({ search, state, group, ...order }: StudentFilters): URLSearchParams {
  const query = new URLSearchParams();
  const words = search.trim().slice(0, 200);
  if (words !== "") query.set("search", words);
  if (state !== null) query.set("state", state);
  if (id.test(group)) query.set("groupId", group);
  addSort(query, order);
  return query;
}

export function deploymentStudentsPath(deploymentId: string, filters: StudentFilters, cursor: string | null = null) {
  const query = studentNarrowing(filters);
  if (cursor !== null) query.set("cursor", cursor);
  return `${deploymentPath(deploymentId)}/students?${query}` as const;
}

export function studentsExportPath(deploymentId: string, filters: StudentFilters) {
  return `${deploymentPath(deploymentId)}/students/export?${studentNarrowing(filters)}` as const;
}

export function actsPath(deploymentId: string) {
  return `${deploymentPath(deploymentId)}/acts` as const;
}

export function openDeploymentsPath(studentId: string) {
  return `/api/students/${encodeURIComponent(studentId)}/open-deployments` as const;
}

export function studentDeploymentsPath(studentId: string) {
  return `/api/students/${encodeURIComponent(studentId)}/deployments` as const;
}

export type MovedOrder = AddressSort<MovedSort>;

export function movedStudentsPath(order: MovedOrder, cursor: string | null = null) {
  const query = new URLSearchParams();
  addSort(query, order);
  if (cursor !== null) query.set("cursor", cursor);
  return `/api/moved-students?${query}` as const;
}

export function movedExportPath(order: MovedOrder): string {
  const query = new URLSearchParams();
  addSort(query, order);
  return `/api/moved-students/export?${query}`;
}

/** Addresses of pages, for links. */
export const deploymentPages = {
  list: "/dashboard/school-admin/assignments",
  moved: "/dashboard/school-admin/assignments/moved",
  frameworks: "/dashboard/school-admin/frameworks",
  students: (deploymentId: string, state?: StudentState) =>
    `/dashboard/school-admin/assignments/${encodeURIComponent(deploymentId)}${state ? `?state=${state}` : ""}` as const,
  framework: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}`,
  deploy: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}/deploy`,
  one: (frameworkId: string, id: string) =>
    `/dashboard/school-admin/frameworks/${encodeURIComponent(frameworkId)}/deploy?deployment=${encodeURIComponent(id)}`,
};

import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { DiffAnswer, NextVersionAnswer } from "#src/features/framework-versions/schema.ts";

export const versionKeys = { diff: (id: string) => ["framework-versions", "diff", id] as const };

const one = (id: string) => `/api/competency-frameworks/${encodeURIComponent(id)}` as const;
export const versionPaths = {
  diff: (id: string) => `${one(id)}/diff` as const,
  next: (id: string) => `${one(id)}/next-version` as const,
};

/** Addresses of pages, for links. */
export const versionPages = {
  framework: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}`,
  edit: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}/edit`,
  changes: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}/changes`,
  move: (id: string) => `/dashboard/school-admin/frameworks/${encodeURIComponent(id)}/move`,
};

/** What a version changes against the one before it. */
export function diffQuery(id: string) {
  return queryOptions({
    queryKey: versionKeys.diff(id),
    queryFn: ({ signal }) => api<DiffAnswer>(versionPaths.diff(id), { signal }),
  });
}

export function startNextVersion(id: string): Promise<NextVersionAnswer> {
  return api<NextVersionAnswer>(versionPaths.next(id), { method: "POST", body: {} });
}

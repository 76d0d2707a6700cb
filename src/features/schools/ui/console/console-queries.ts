import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { AdminsAnswer, HealthAnswer, SchoolsAnswer } from "#src/features/schools/console/schema.ts";
import type { LimitFilter, SchoolState } from "#src/features/schools/values.ts";

export const consoleKeys = {
  all: () => ["schools"] as const,
  list: () => ["schools", "list"] as const,
  admins: (id: string) => ["schools", "admins", id] as const,
  health: () => ["system-health"] as const,
};

export const consolePaths = {
  list: "/api/schools",
  csv: ({ search, status, limit }: { search: string; status: SchoolState | null; limit: LimitFilter | null }) => {
    const query = new URLSearchParams();
    const words = search.trim().slice(0, 200);
    if (words !== "") query.set("search", words);
    if (status) query.set("status", status);
    if (limit) query.set("limit", limit);
    return `/api/schools/csv?${query}`;
  },
  health: "/api/system-health",
  admins: (id: string) => `/api/schools/${encodeURIComponent(id)}/admins` as const,
  limits: (id: string) => `/api/schools/${encodeURIComponent(id)}/limits` as const,
  suspend: (id: string) => `/api/schools/${encodeURIComponent(id)}/suspend` as const,
  reopen: (id: string) => `/api/schools/${encodeURIComponent(id)}/reopen` as const,
  invitations: "/api/users/invitations",
} as const;

const healthEveryMs = 15_000;

export function schoolsQuery() {
  return queryOptions({
    queryKey: consoleKeys.list(),
    queryFn: ({ signal }) => api<SchoolsAnswer>(consolePaths.list, { signal }),
  });
}

export function healthQuery() {
  return queryOptions({
    queryKey: consoleKeys.health(),
    queryFn: ({ signal }) => api<HealthAnswer>(consolePaths.health, { signal }),
    refetchInterval: healthEveryMs,
  });
}

export function adminsQuery(id: string) {
  return queryOptions({
    queryKey: consoleKeys.admins(id),
    queryFn: ({ signal }) => api<AdminsAnswer>(consolePaths.admins(id), { signal }),
  });
}

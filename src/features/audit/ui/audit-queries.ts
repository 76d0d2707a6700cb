import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type { AuditAnswer, AuditStateAnswer, LooksAnswer } from "#src/features/audit/schema.ts";
import type { AuditPageFilters } from "./audit-filters.ts";

export const auditPaths = {
  state: "/api/audit/state",
  checks: "/api/audit/checks",
  looks: "/api/me/looks",
} as const;

export const auditKeys = {
  lists: () => ["audit", "list"] as const,
  list: (filters: AuditPageFilters) => ["audit", "list", filters] as const,
  state: () => ["audit", "state"] as const,
  looks: () => ["audit", "looks"] as const,
};

function queryOf({ kind, who, about, record, days }: AuditPageFilters): URLSearchParams {
  const query = new URLSearchParams();
  if (kind) query.set("kind", kind);
  if (who !== "") query.set("who", who);
  if (about !== "") query.set("about", about);
  if (record !== "") query.set("recordId", record);
  if (days !== "any") query.set("days", days);
  return query;
}

export function auditPath(filters: AuditPageFilters, cursor: string | null) {
  const query = queryOf(filters);
  if (cursor) query.set("cursor", cursor);
  return `/api/audit?${query}` as const;
}

export function auditExportPath(filters: AuditPageFilters) {
  return `/api/audit/export?${queryOf(filters)}` as const;
}

/** Entries by pages; each read leaves an entry itself, so it is not repeated without need. */
export function auditQuery(filters: AuditPageFilters) {
  return infiniteQueryOptions({
    queryKey: auditKeys.list(filters),
    queryFn: ({ pageParam, signal }) => api<AuditAnswer>(auditPath(filters, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });
}

/** Asked again each second while a check runs. */
export function auditStateQuery(isChecking: boolean) {
  return queryOptions({
    queryKey: auditKeys.state(),
    queryFn: ({ signal }) => api<AuditStateAnswer>(auditPaths.state, { signal }),
    refetchInterval: isChecking ? 1_000 : false,
  });
}

export const askCheck = () =>
  api<Record<never, never>>(auditPaths.checks, { method: "POST", body: {}, idempotencyKey: newIdempotencyKey() });

export function looksQuery() {
  return infiniteQueryOptions({
    queryKey: auditKeys.looks(),
    queryFn: ({ pageParam, signal }) =>
      api<LooksAnswer>(pageParam ? `${auditPaths.looks}?cursor=${encodeURIComponent(pageParam)}` : auditPaths.looks, {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
}

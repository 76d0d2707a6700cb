import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey } from "#src/client/api.ts";
import type {
  AskAnswer,
  AskBody,
  ExpiredAnswer,
  RequestsAnswer,
  StaleDraftsAnswer,
  SupervisorsAnswer,
} from "#src/features/requests/schema.ts";
import type { RequestRules } from "#src/features/requests/values.ts";

export const requestKeys = {
  all: () => ["requests"] as const,
  supervisors: (competencyId: string) => ["requests", "supervisors", competencyId] as const,
  open: () => ["requests", "asked", "open"] as const,
  closed: () => ["requests", "asked", "closed"] as const,
  waiting: () => ["requests", "waiting"] as const,
  expired: () => ["requests", "expired"] as const,
  staleDrafts: () => ["requests", "stale-drafts"] as const,
  rules: () => ["requests", "rules"] as const,
};

const base = "/api/assessment-requests";
const after = (cursor: string | null) => (cursor ? (`&cursor=${encodeURIComponent(cursor)}` as const) : "");

export const requestPaths = {
  all: base,
  one: (id: string) => `${base}/${encodeURIComponent(id)}` as const,
  supervisors: (competencyId: string) =>
    `${base}/supervisors?competencyId=${encodeURIComponent(competencyId)}` as const,
  open: (cursor: string | null) => `${base}/asked?state=open&limit=50${after(cursor)}` as const,
  closed: (cursor: string | null) => `${base}/asked?state=closed&limit=20${after(cursor)}` as const,
  waiting: (cursor: string | null) => `${base}/waiting?limit=20${after(cursor)}` as const,
  expired: (cursor: string | null) => `${base}/expired?limit=20${after(cursor)}` as const,
  staleDrafts: (cursor: string | null) => `${base}/stale-drafts?limit=20${after(cursor)}` as const,
  expiredExport: `${base}/expired/export`,
  staleDraftsExport: `${base}/stale-drafts/export`,
  rules: `${base}/rules`,
} as const;

export const requestsHref = "/dashboard/student/requests";

/** Where a student asks for an assessment: of this competency, or of one that they choose there; `from` is where they return to. */
export function askHref(competencyId?: string, from?: string): string {
  const params = new URLSearchParams({ ...(competencyId ? { competencyId } : {}), ...(from ? { from } : {}) });
  return params.size === 0 ? `${requestsHref}/new` : `${requestsHref}/new?${params}`;
}

export function supervisorsQuery(competencyId: string) {
  return queryOptions({
    queryKey: requestKeys.supervisors(competencyId),
    queryFn: ({ signal }) => api<SupervisorsAnswer>(requestPaths.supervisors(competencyId), { signal }),
  });
}

/** "Asked by me": what is still open, and what was answered or came to nothing. */
export function openRequestsQuery() {
  return pagesOf<RequestsAnswer>(requestKeys.open(), requestPaths.open);
}

export function closedRequestsQuery() {
  return pagesOf<RequestsAnswer>(requestKeys.closed(), requestPaths.closed);
}

/** "Waiting for me". */
export function waitingRequestsQuery() {
  return pagesOf<RequestsAnswer>(requestKeys.waiting(), requestPaths.waiting);
}

export function expiredRequestsQuery() {
  return pagesOf<ExpiredAnswer>(requestKeys.expired(), requestPaths.expired);
}

export function staleDraftsQuery() {
  return pagesOf<StaleDraftsAnswer>(requestKeys.staleDrafts(), requestPaths.staleDrafts);
}

export function requestRulesQuery() {
  return queryOptions({
    queryKey: requestKeys.rules(),
    queryFn: ({ signal }) => api<RequestRules>(requestPaths.rules, { signal }),
  });
}

function pagesOf<Page extends { nextCursor: string | null }>(
  queryKey: readonly string[],
  pathOf: (cursor: string | null) => string,
) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => api<Page>(pathOf(pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page) => last.nextCursor,
  });
}

/** Each is one act of the user: `key` is the same however often it is tried. */
export function sendRequest(body: AskBody, idempotencyKey: string): Promise<AskAnswer> {
  return api<AskAnswer>(requestPaths.all, { method: "POST", body, idempotencyKey });
}

export function cancelRequest(id: string): Promise<unknown> {
  return api(`${requestPaths.one(id)}/cancel`, { method: "POST", idempotencyKey: newIdempotencyKey() });
}

export function declineRequest(id: string, reason: string): Promise<unknown> {
  return api(`${requestPaths.one(id)}/decline`, {
    method: "POST",
    body: { reason },
    idempotencyKey: newIdempotencyKey(),
  });
}

export function renewRequest(id: string): Promise<unknown> {
  return api(`${requestPaths.one(id)}/renew`, { method: "POST", idempotencyKey: newIdempotencyKey() });
}

export function saveRules(rules: RequestRules): Promise<RequestRules> {
  return api<RequestRules>(requestPaths.rules, { method: "PUT", body: rules });
}

import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { ApproveAnswer, WaitingAnswer } from "#src/features/approvals/schema.ts";
import type { ApprovalSort } from "#src/features/approvals/values.ts";
import { type AddressSort, addSort } from "#src/ui/data-table/sort-in-address.ts";

export type ApprovalFilters = AddressSort<ApprovalSort> & { search: string; cohort: string };

export const approvalKeys = {
  all: () => ["approvals"] as const,
  list: (filters: ApprovalFilters) => ["approvals", "list", filters] as const,
};

const id = /^[A-Za-z0-9_.:-]{1,64}$/;

/** An address can be typed by hand: values that the API would refuse are left out, so that the page does not fail. */
function narrowingOf(filters: ApprovalFilters): URLSearchParams {
  const query = new URLSearchParams();
  const search = filters.search.trim().slice(0, 200);
  if (search !== "") query.set("search", search);
  if (id.test(filters.cohort)) query.set("cohortId", filters.cohort);
  addSort(query, filters);
  return query;
}

const path = "/api/completion-approvals";

export const approvalPaths = {
  list: (filters: ApprovalFilters, cursor: string | null = null) => {
    const query = narrowingOf(filters);
    if (cursor !== null) query.set("cursor", cursor);
    return `${path}?${query}` as const;
  },
  export: (filters: ApprovalFilters) => `${path}/export?${narrowingOf(filters)}` as const,
} as const;

export function approvalsQuery(filters: ApprovalFilters) {
  return infiniteQueryOptions({
    queryKey: approvalKeys.list(filters),
    queryFn: ({ pageParam, signal }) => api<WaitingAnswer>(approvalPaths.list(filters, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function approve(assignmentIds: readonly string[], idempotencyKey: string): Promise<ApproveAnswer> {
  return api<ApproveAnswer>(path, {
    method: "POST",
    body: { assignmentIds },
    headers: { "idempotency-key": idempotencyKey },
  });
}

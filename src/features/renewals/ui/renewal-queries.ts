import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { RenewalCounts, RenewalsAnswer } from "#src/features/renewals/schema.ts";
import type { RenewalFilter, RenewalSort } from "#src/features/renewals/values.ts";
import { type AddressSort, addSort } from "#src/ui/data-table/sort-in-address.ts";

export type RenewalFilters = AddressSort<RenewalSort> & {
  search: string;
  state: RenewalFilter;
  cohort: string;
  competency: string;
};

export const renewalKeys = {
  all: () => ["renewals"] as const,
  list: (filters: RenewalFilters) => ["renewals", "list", filters] as const,
  counts: () => ["renewals", "counts"] as const,
};

const id = /^[A-Za-z0-9_.:-]{1,64}$/;

/** An address can be typed by hand: values that the API would refuse are left out, so that the page does not fail. */
function narrowingOf(filters: RenewalFilters): URLSearchParams {
  const query = new URLSearchParams({ state: filters.state });
  const search = filters.search.trim().slice(0, 200);
  if (search !== "") query.set("search", search);
  if (id.test(filters.cohort)) query.set("cohortId", filters.cohort);
  if (id.test(filters.competency)) query.set("competencyId", filters.competency);
  addSort(query, filters);
  return query;
}

export const renewalPaths = {
  list: (filters: RenewalFilters, cursor: string | null = null) => {
    const query = narrowingOf(filters);
    if (cursor !== null) query.set("cursor", cursor);
    return `/api/renewals?${query}` as const;
  },
  export: (filters: RenewalFilters) => `/api/renewals/export?${narrowingOf(filters)}` as const,
  counts: "/api/renewals/counts",
} as const;

export function renewalsQuery(filters: RenewalFilters) {
  return infiniteQueryOptions({
    queryKey: renewalKeys.list(filters),
    queryFn: ({ pageParam, signal }) => api<RenewalsAnswer>(renewalPaths.list(filters, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export function renewalCountsQuery() {
  return queryOptions({
    queryKey: renewalKeys.counts(),
    queryFn: ({ signal }) => api<RenewalCounts>(renewalPaths.counts, { signal }),
  });
}

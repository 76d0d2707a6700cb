import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { PeopleAnswer, PeopleCounts, PersonAnswer } from "#src/features/people/schema.ts";
import { type PeopleFilters, peopleApi, peoplePath } from "./people-paths.ts";

export const peopleKeys = {
  /** The key of all queries that show people as an administrator sees them. */
  all: () => ["people"] as const,
  lists: () => ["people", "list"] as const,
  list: (filters: PeopleFilters) => ["people", "list", filters] as const,
  counts: () => ["people", "counts"] as const,
  one: (id: string) => ["people", "one", id] as const,
};

/** The people of the school, page by page; the last rows stay while a new filter loads. */
export function peopleQuery(filters: PeopleFilters) {
  return infiniteQueryOptions({
    queryKey: peopleKeys.list(filters),
    queryFn: ({ pageParam, signal }) => api<PeopleAnswer>(peoplePath(filters, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    // Comparing all pages with each that arrives takes longer the more there are.
    structuralSharing: false,
    // Hundreds of pages would be read again at each return to the window.
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  });
}

export function peopleCountsQuery() {
  return queryOptions({
    queryKey: peopleKeys.counts(),
    queryFn: ({ signal }) => api<PeopleCounts>(peopleApi.counts, { signal }),
  });
}

export function personQuery(id: string) {
  return queryOptions({
    queryKey: peopleKeys.one(id),
    queryFn: ({ signal }) => api<PersonAnswer>(peopleApi.one(id), { signal }),
  });
}

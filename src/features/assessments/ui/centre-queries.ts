import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { CentreAnswer } from "#src/features/assessments/schema.ts";
import { addSort } from "#src/ui/data-table/sort-in-address.ts";
import { assessmentKeys } from "./assessment-queries.ts";
import type { CentreFilters } from "./centre-filters.ts";

export const noCentreFilters: Omit<CentreFilters, "tab"> = {
  search: "",
  student: "",
  state: null,
  level: null,
  observed: null,
  sort: null,
  direction: null,
};

export const centreKeys = {
  /** Below the queue's key, so that whatever changes the queue loads the centre again too. */
  list: (filters: CentreFilters) => [...assessmentKeys.queue(), "centre", filters] as const,
};

const id = /^[A-Za-z0-9_.:-]{1,64}$/;

/** An address can be typed by hand: values that the API would refuse are left out, so that the page does not fail. */
function narrowingOf(filters: CentreFilters): URLSearchParams {
  const query = new URLSearchParams({ tab: filters.tab });
  const search = filters.search.trim().slice(0, 200);
  if (search !== "") query.set("search", search);
  if (id.test(filters.student)) query.set("studentId", filters.student);
  if (filters.tab === "submitted") {
    if (filters.state) query.set("state", filters.state);
    if (filters.level !== null && filters.level >= 0 && filters.level <= 100) query.set("level", String(filters.level));
    if (filters.observed) query.set("observed", filters.observed);
  }
  addSort(query, filters);
  return query;
}

export function centreExportPath(filters: CentreFilters): string {
  return `/api/competency-assessments/centre/export?${narrowingOf(filters)}`;
}

export function centrePath(filters: CentreFilters, cursor: string | null = null) {
  const query = narrowingOf(filters);
  if (cursor) query.set("cursor", cursor);
  return `/api/competency-assessments/centre?${query}` as const;
}

/** One tab of the assessment centre, page by page; its last rows stay while another filter loads. */
export function centreQuery(filters: CentreFilters) {
  return infiniteQueryOptions({
    queryKey: centreKeys.list(filters),
    queryFn: ({ pageParam, signal }) => api<CentreAnswer>(centrePath(filters, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    // The rows of another tab have other columns.
    placeholderData: (last, lastQuery) => (lastQuery?.queryKey[3].tab === filters.tab ? last : undefined),
  });
}

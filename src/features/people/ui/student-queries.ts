import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { type Standing, standing, studentsAnswer } from "#src/features/people/schema.ts";
import { api } from "#src/http/client.ts";

/** The filters of "my students", as they stand in the address. */
export const studentFilters = {
  q: parseAsString.withDefault(""),
  standing: parseAsStringLiteral(standing.options),
  rotation: parseAsString,
};
export type StudentListFilters = { q: string; standing: Standing | null; rotation: string | null };

export const loadStudentListFilters = createLoader(studentFilters);

export const studentKeys = {
  /** Everything that shows students in a list, whoever lists them. */
  all: () => ["students"] as const,
  supervised: (filters: StudentListFilters) => ["students", "supervised", filters] as const,
};

export function supervisedPath(filters: StudentListFilters, cursor: string | null) {
  const search = new URLSearchParams({ limit: "50" });
  if (filters.q.trim() !== "") search.set("search", filters.q.trim());
  if (filters.standing) search.set("standing", filters.standing);
  if (filters.rotation) search.set("rotationId", filters.rotation);
  if (cursor) search.set("cursor", cursor);
  return `/api/students?${search}` as const;
}

/** The students of one's placements, page by page; while the next filter loads the last rows stay. */
export function supervisedQuery(filters: StudentListFilters) {
  return infiniteQueryOptions({
    queryKey: studentKeys.supervised(filters),
    queryFn: ({ pageParam, signal }) => api(supervisedPath(filters, pageParam), { schema: studentsAnswer, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
}

export const studentPickerKeys = { search: (q: string) => ["students", "picker", q] as const };

/** The first matches for a picker. */
export function studentSearchQuery(q: string) {
  return queryOptions({
    queryKey: studentPickerKeys.search(q),
    queryFn: ({ signal }) =>
      api(supervisedPath({ q, standing: null, rotation: null }, null), { schema: studentsAnswer, signal }),
    placeholderData: keepPreviousData,
  });
}

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { StudentsAnswer } from "#src/features/people/schema.ts";
import { noStudentFilters, type StudentFilters, studentsPath } from "./student-paths.ts";

export const studentKeys = {
  /** The key of all queries that show students. */
  all: () => ["students"] as const,
  list: (filters: StudentFilters) => ["students", "list", filters] as const,
  search: (text: string) => ["students", "search", text] as const,
};

/** The students whom the reader may see, page by page; the last rows stay while a new filter loads. */
export function studentsQuery(filters: StudentFilters) {
  return infiniteQueryOptions({
    queryKey: studentKeys.list(filters),
    queryFn: ({ pageParam, signal }) => api<StudentsAnswer>(studentsPath(filters, { cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** The first matches for a picker. */
export function studentSearchQuery(text: string) {
  return queryOptions({
    queryKey: studentKeys.search(text),
    queryFn: ({ signal }) => api<StudentsAnswer>(studentsPath({ ...noStudentFilters, search: text }), { signal }),
    placeholderData: keepPreviousData,
  });
}

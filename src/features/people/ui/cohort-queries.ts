"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import type { cohortsAnswer, studentsAnswer } from "#src/features/people/schema.ts";
import { api } from "#src/http/client.ts";
import { type StudentFilters, studentsPath } from "./cohort-filters.ts";
import { type Attention, attentionPaths, pickAttention } from "./cohort-paths.ts";

export type Cohorts = z.infer<typeof cohortsAnswer>;
export type StudentsPage = z.infer<typeof studentsAnswer>;

export const cohortKeys = {
  /** Under "students", so that what refreshes students refreshes the counts of their cohorts. */
  all: ["students", "cohorts"] as const,
  list: () => [...cohortKeys.all, "list"] as const,
  students: (filters: StudentFilters) => ["students", "list", filters] as const,
  attention: () => ["students", "attention"] as const,
};

export function useCohorts(initial: Cohorts) {
  return useQuery({
    queryKey: cohortKeys.list(),
    queryFn: ({ signal }) => api<Cohorts>("/api/cohorts", { signal }),
    initialData: initial,
  });
}

export function useAttention(initial: Attention) {
  return useQuery({
    queryKey: cohortKeys.attention(),
    queryFn: async ({ signal }): Promise<Attention> => {
      const [behind, atRisk] = await Promise.all([
        api<StudentsPage>(attentionPaths.behind, { signal }),
        api<StudentsPage>(attentionPaths.atRisk, { signal }),
      ]);
      return pickAttention(behind.items, atRisk.items);
    },
    initialData: initial,
  });
}

/** `initial` is the server's first page; it serves only the filters it was asked for. */
export function useStudentPages(filters: StudentFilters, initial: { filters: StudentFilters; page: StudentsPage }) {
  const isInitial = sameFilters(filters, initial.filters);
  return useInfiniteQuery({
    queryKey: cohortKeys.students(filters),
    queryFn: ({ pageParam, signal }) => api<StudentsPage>(studentsPath(filters, { cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    ...(isInitial ? { initialData: { pages: [initial.page], pageParams: [null] } } : {}),
  });
}

function sameFilters(a: StudentFilters, b: StudentFilters): boolean {
  return a.search === b.search && a.cohort === b.cohort && a.standing === b.standing;
}

"use client";

import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "#src/client/api.ts";
import type { cohortsAnswer, studentsAnswer } from "#src/features/people/schema.ts";
import { type Attention, attentionPaths, pickAttention } from "./cohort-paths.ts";

export type Cohorts = z.infer<typeof cohortsAnswer>;
type StudentsPage = z.infer<typeof studentsAnswer>;

const cohortKeys = {
  /** Below "students", so that refreshing students also refreshes the counts of their cohorts. */
  all: ["students", "cohorts"] as const,
  list: () => [...cohortKeys.all, "list"] as const,
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

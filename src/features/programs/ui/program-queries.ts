import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { ProgramsAnswer } from "#src/features/programs/schema.ts";

export const programKeys = { list: () => ["programs"] as const };

export const programPaths = {
  list: "/api/programs",
  export: "/api/programs/export",
  program: (id: string) => `/api/programs/${encodeURIComponent(id)}` as const,
  cohorts: "/api/cohorts",
  cohort: (id: string) => `/api/cohorts/${encodeURIComponent(id)}` as const,
} as const;

export function programsQuery() {
  return queryOptions({
    queryKey: programKeys.list(),
    queryFn: ({ signal }) => api<ProgramsAnswer>(programPaths.list, { signal }),
  });
}

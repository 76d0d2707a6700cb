import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type {
  MigrationAnswer,
  MigrationsAnswer,
  StartBody,
  StudentsAnswer,
} from "#src/features/framework-migrations/schema.ts";
import type { StudentFilter } from "#src/features/framework-migrations/values.ts";

export type StudentsFilter = { filter: StudentFilter | null; search: string };

export const migrationKeys = {
  all: () => ["framework-migrations"] as const,
  list: (frameworkId: string) => ["framework-migrations", "of", frameworkId] as const,
  students: (id: string, filter: StudentsFilter, version: string) =>
    ["framework-migrations", "students", id, filter.filter, filter.search, version] as const,
};

const base = "/api/framework-migrations";
const one = (id: string) => `${base}/${encodeURIComponent(id)}` as const;
export const migrationPaths = {
  list: (frameworkId: string) => `${base}?${new URLSearchParams({ frameworkId, limit: "10" })}` as const,
};

const pollMs = 1000;

/** A job works on it. */
export function isUnderWay({ status, states }: Pick<MigrationAnswer, "status" | "states">): boolean {
  return status === "PREVIEWING" || status === "MOVING" || states.undoing > 0;
}

export function migrationsQuery(frameworkId: string) {
  return queryOptions({
    queryKey: migrationKeys.list(frameworkId),
    queryFn: ({ signal }) => api<MigrationsAnswer>(migrationPaths.list(frameworkId), { signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? pollMs : false),
  });
}

/** `version` changes whenever the job has written something. */
export function studentsQuery(id: string, filter: StudentsFilter, version: string) {
  return infiniteQueryOptions({
    queryKey: migrationKeys.students(id, filter, version),
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ limit: "25" });
      if (filter.filter) query.set("filter", filter.filter);
      if (filter.search.trim() !== "") query.set("search", filter.search.trim().slice(0, 200));
      if (pageParam) query.set("cursor", pageParam);
      return api<StudentsAnswer>(`${one(id)}/students?${query}`, { signal });
    },
    initialPageParam: "",
    // A row that is open stays where it is until the rows of another filter are there.
    placeholderData: keepPreviousData,
    getNextPageParam: (page: StudentsAnswer) => page.nextCursor,
  });
}

const post = (path: string, body: unknown = {}) => api<MigrationAnswer>(path, { method: "POST", body });

export const migrationActs = {
  preview: (body: { fromFrameworkId: string; toFrameworkId: string; cohortId?: string }) =>
    post(`${base}/preview`, body),
  start: (id: string, body: StartBody) => post(`${one(id)}/start`, body),
  retry: (id: string) => post(`${one(id)}/retry`),
  undo: (id: string, studentIds?: string[]) => post(`${one(id)}/undo`, studentIds ? { studentIds } : {}),
  discard: (id: string) => api<MigrationAnswer>(one(id), { method: "DELETE" }),
};

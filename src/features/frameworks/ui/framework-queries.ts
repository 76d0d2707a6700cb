"use client";

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "#src/client/api.ts";
import type { FrameworkDetail, frameworkStatusAnswer, frameworksAnswer } from "#src/features/frameworks/schema.ts";
import type { FrameworkFilters } from "./framework-filters.ts";
import { frameworkPath, frameworksPath } from "./framework-paths.ts";

/**
 * Without a connection a mutation fails at once and shows an error; by default it would be paused without a message.
 */
const networkMode = "always";

export type FrameworksPage = z.infer<typeof frameworksAnswer>;
type StatusAnswer = z.infer<typeof frameworkStatusAnswer>;

export const frameworkKeys = {
  all: ["frameworks"] as const,
  list: (filters: FrameworkFilters) => [...frameworkKeys.all, "list", filters] as const,
  detail: (id: string) => [...frameworkKeys.all, "detail", id] as const,
  import: (id: string) => [...frameworkKeys.all, "import", id] as const,
};

/** `initial` is the server's first page; it is used only for the filters it was loaded with. */
export function useFrameworkPages(
  filters: FrameworkFilters,
  initial: { filters: FrameworkFilters; page: FrameworksPage },
) {
  const isInitial = frameworksPath(filters) === frameworksPath(initial.filters);
  return useInfiniteQuery({
    queryKey: frameworkKeys.list(filters),
    queryFn: ({ pageParam, signal }) => api<FrameworksPage>(frameworksPath(filters, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    ...(isInitial ? { initialData: { pages: [initial.page], pageParams: [null] } } : {}),
  });
}

export function useFramework(initial: FrameworkDetail) {
  return useQuery({
    queryKey: frameworkKeys.detail(initial.id),
    // Asked again after the reader has changed something, and then what was kept is old.
    queryFn: ({ signal }) => api<FrameworkDetail>(frameworkPath(initial.id), { signal, cache: "no-cache" }),
    initialData: initial,
  });
}

/** Publishes or deprecates; the list and the detail show it at once. */
export function useSetFrameworkStatus(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: (act: "publish" | "deprecate") =>
      api<StatusAnswer>(`${frameworkPath(id)}/${act}`, { method: "POST", body: {} }),
    onSuccess: ({ status }) => {
      client.setQueryData<FrameworkDetail>(frameworkKeys.detail(id), (known) => (known ? { ...known, status } : known));
      return client.invalidateQueries({ queryKey: frameworkKeys.all });
    },
  });
}

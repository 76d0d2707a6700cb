import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type {
  ChangedFlag,
  ExperimentAnswer,
  FlagBody,
  FlagHistoryAnswer,
  FlagsAnswer,
} from "#src/features/flags/schema.ts";

export const flagsKeys = {
  all: () => ["flags"] as const,
  list: () => ["flags", "list"] as const,
  experiment: (key: string) => ["flags", "experiment", key] as const,
  history: (key: string) => ["flags", "history", key] as const,
};

export const flagsPaths = {
  list: "/api/flags",
  one: (key: string) => `/api/flags/${encodeURIComponent(key)}` as const,
  experiment: (key: string) => `/api/flags/${encodeURIComponent(key)}/experiment` as const,
  history: (key: string) => `/api/flags/${encodeURIComponent(key)}/history` as const,
  own: (key: string) => `/api/me/flags/${encodeURIComponent(key)}` as const,
} as const;

export const flagsHref = "/dashboard/super-admin/flags";
export const flagHref = (key: string) => `${flagsHref}/${encodeURIComponent(key)}`;

export function flagsQuery() {
  return queryOptions({
    queryKey: flagsKeys.list(),
    queryFn: ({ signal }) => api<FlagsAnswer>(flagsPaths.list, { signal }),
  });
}

export function experimentQuery(key: string) {
  return queryOptions({
    queryKey: flagsKeys.experiment(key),
    queryFn: ({ signal }) => api<ExperimentAnswer>(flagsPaths.experiment(key), { signal }),
  });
}

export function historyQuery(key: string) {
  return queryOptions({
    queryKey: flagsKeys.history(key),
    queryFn: ({ signal }) => api<FlagHistoryAnswer>(flagsPaths.history(key), { signal }),
  });
}

export function useChangeFlag(key: string, revision: number) {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: (body: FlagBody) =>
      api<ChangedFlag>(flagsPaths.one(key), { method: "PUT", body, headers: { "if-match": `"${revision}"` } }),
    onSettled: () => client.invalidateQueries({ queryKey: flagsKeys.all() }),
  });
}

export function useRemoveFlag() {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: (key: string) => api(flagsPaths.one(key), { method: "DELETE" }),
    onSettled: () => client.invalidateQueries({ queryKey: flagsKeys.all() }),
  });
}

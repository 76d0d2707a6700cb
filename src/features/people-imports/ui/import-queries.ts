"use client";

import { type InfiniteData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api, newIdempotencyKey, upload } from "#src/client/api.ts";
import type {
  FixAnswer,
  fixBody,
  ImportAnswer,
  ImportsAnswer,
  InvitationsAnswer,
  makeBody,
  mappingBody,
  RowsAnswer,
} from "#src/features/people-imports/schema.ts";
import type { ImportStatus } from "#src/features/people-imports/values.ts";
import { importPath, importsPath, type RowFilter, rowsPath } from "./import-paths.ts";

/**
 * Without a connection a mutation fails at once and shows an error; by default it would be paused without a message.
 */
const networkMode = "always";

export type Fixes = z.input<typeof fixBody>;

export const importKeys = {
  all: ["people-imports"] as const,
  list: () => [...importKeys.all, "list"] as const,
  one: (id: string) => [...importKeys.all, "one", id] as const,
  rows: (id: string) => [...importKeys.all, "rows", id] as const,
  rowsBy: (id: string, filter: RowFilter) => [...importKeys.rows(id), filter] as const,
};

const pollMs = 700;
const running: readonly ImportStatus[] = ["PENDING", "PARSING", "CHECKING", "COMMITTING", "UNDOING"];

export function isRunning(status: ImportStatus): boolean {
  return running.includes(status);
}

export function useImports(initial: ImportsAnswer | undefined) {
  return useInfiniteQuery({
    queryKey: importKeys.list(),
    queryFn: ({ pageParam, signal }) =>
      api<ImportsAnswer>(`${importsPath}?limit=20${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ""}`, {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some(({ status }) => isRunning(status))) ? 2 * pollMs : false,
    ...(initial ? { initialData: { pages: [initial], pageParams: [null] } } : {}),
  });
}

/** The state of the import, polled while the server works on it. */
export function useImport(id: string | null, initial: ImportAnswer | undefined) {
  return useQuery({
    queryKey: importKeys.one(id ?? ""),
    queryFn: ({ signal }) => api<ImportAnswer>(importPath(id ?? ""), { signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && isRunning(state.data.status) ? pollMs : false),
    ...(initial && initial.importId === id ? { initialData: initial } : {}),
  });
}

export function useImportRows(id: string, filter: RowFilter) {
  return useInfiniteQuery({
    queryKey: importKeys.rowsBy(id, filter),
    queryFn: ({ pageParam, signal }) => api<RowsAnswer>(rowsPath(id, filter, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    // Rows that were corrected stay where they are; another filter loads them anew.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

export function useHandIn() {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: ({ file, onProgress }: { file: File; onProgress: (share: number) => void }) => {
      const form = new FormData();
      form.set("file", file);
      return upload<ImportAnswer>(importsPath, form, { onProgress });
    },
    onSuccess: (answer) => client.setQueryData(importKeys.one(answer.importId), answer),
  });
}

export function useChangeMapping(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: (body: z.input<typeof mappingBody>) => api<ImportAnswer>(importPath(id), { method: "PATCH", body }),
    onSuccess: (answer) => {
      client.setQueryData(importKeys.one(id), answer);
      client.removeQueries({ queryKey: importKeys.rows(id) });
    },
  });
}

/** Corrects cells; the rows that were judged again are shown where they stand. */
export function useFixRows(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: (body: Fixes) => api<FixAnswer>(`${importPath(id)}/rows`, { method: "PATCH", body }),
    onSuccess: ({ rows }) => {
      const fresh = new Map(rows.map((row) => [row.line, row]));
      client.setQueriesData<InfiniteData<RowsAnswer>>({ queryKey: importKeys.rows(id) }, (known) =>
        known
          ? {
              ...known,
              pages: known.pages.map((page) => ({
                ...page,
                items: page.items.map((row) => fresh.get(row.line) ?? row),
              })),
            }
          : known,
      );
      return client.invalidateQueries({ queryKey: importKeys.one(id) });
    },
  });
}

export function useMakeGroup(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: (body: z.input<typeof makeBody>) =>
      api<ImportAnswer>(`${importPath(id)}/groups`, { method: "POST", body, idempotencyKey: newIdempotencyKey() }),
    onSuccess: (answer) => {
      client.setQueryData(importKeys.one(id), answer);
      return client.invalidateQueries({ queryKey: importKeys.rows(id) });
    },
  });
}

type Act = { act: "commit" | "undo"; key: string; body?: { sendInvitations: boolean } };

export function useActOnImport(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: ({ act, key, body = undefined }: Act) =>
      api<ImportAnswer>(`${importPath(id)}/${act}`, { method: "POST", body: body ?? {}, idempotencyKey: key }),
    onSuccess: (answer) => {
      client.setQueryData(importKeys.one(id), answer);
      return client.invalidateQueries({ queryKey: importKeys.list() });
    },
  });
}

export function useSendInvitations(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: (key: string) =>
      api<InvitationsAnswer>(`${importPath(id)}/invitations`, { method: "POST", body: {}, idempotencyKey: key }),
    onSuccess: () => client.invalidateQueries({ queryKey: importKeys.one(id) }),
  });
}

export function useDiscardImport(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: () => api(importPath(id), { method: "DELETE" }),
    onSuccess: () => {
      client.removeQueries({ queryKey: importKeys.one(id) });
      return client.invalidateQueries({ queryKey: importKeys.list() });
    },
  });
}

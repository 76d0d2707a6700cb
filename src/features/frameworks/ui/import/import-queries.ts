"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api, upload } from "#src/client/api.ts";
import type { commitBody, ImportAnswer, importMapping } from "#src/features/frameworks/schema.ts";
import { importPath } from "../framework-paths.ts";
import { frameworkKeys } from "../framework-queries.ts";

/**
 * Without a connection a mutation fails at once and shows an error; by default it would be paused without a message.
 */
const networkMode = "always";

/** The request body as the browser sends it: fields with a default may be left out. */
export type CommitInput = z.input<typeof commitBody>;
export type MappingInput = z.input<typeof importMapping>;

const pollMs = 700;
const running: readonly ImportAnswer["status"][] = ["PENDING", "PARSING"];

function isRunning(status: ImportAnswer["status"]): boolean {
  return running.includes(status);
}

/** The state of the import, polled while the server is processing it. */
export function useImport(id: string | null, initial: ImportAnswer | undefined) {
  return useQuery({
    queryKey: frameworkKeys.import(id ?? ""),
    queryFn: ({ signal }) => api<ImportAnswer>(importPath(id ?? ""), { signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && isRunning(state.data.status) ? pollMs : false),
    ...(initial && initial.importId === id ? { initialData: initial } : {}),
  });
}

export function useUploadImport() {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: ({ file, onProgress }: { file: File; onProgress: (share: number) => void }) => {
      const form = new FormData();
      form.set("file", file);
      return upload<ImportAnswer>("/api/competency-frameworks/import", form, { onProgress });
    },
    onSuccess: (answer) => client.setQueryData(frameworkKeys.import(answer.importId), answer),
  });
}

export function useMapImport(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: (body: MappingInput) => api<ImportAnswer>(`${importPath(id)}/mapping`, { method: "PUT", body }),
    onSuccess: (answer) => client.setQueryData(frameworkKeys.import(id), answer),
  });
}

export function useCommitImport(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: ({ body, key }: { body: CommitInput; key: string }) =>
      api<ImportAnswer>(`${importPath(id)}/commit`, { method: "POST", body, idempotencyKey: key }),
    onSuccess: (answer) => {
      client.setQueryData(frameworkKeys.import(id), answer);
      return client.invalidateQueries({ queryKey: frameworkKeys.all });
    },
  });
}

export function useDiscardImport(id: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: () => api(importPath(id), { method: "DELETE" }),
    onSuccess: () => client.removeQueries({ queryKey: frameworkKeys.import(id) }),
  });
}

"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "#src/client/api.ts";
import type { scaleBody } from "#src/features/rating-scales/schema.ts";
import { scaleKeys, scalePaths } from "./scale-queries.ts";

export type ScaleInput = z.input<typeof scaleBody>;

/** Without a connection a change fails at once and shows an error; by default it would be paused without a message. */
const networkMode = "always";

export function useSaveScale(id: string | undefined) {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: ({ body, key }: { body: ScaleInput; key: string }) =>
      id === undefined
        ? api<{ id: string }>(scalePaths.list, { method: "POST", body, idempotencyKey: key })
        : api<{ id: string }>(scalePaths.one(id), { method: "PATCH", body }),
    onSettled: () => client.invalidateQueries({ queryKey: scaleKeys.own() }),
  });
}

export function useDeleteScale() {
  const client = useQueryClient();
  return useMutation({
    networkMode,
    mutationFn: (id: string) => api(scalePaths.one(id), { method: "DELETE" }),
    onSettled: () => client.invalidateQueries({ queryKey: scaleKeys.own() }),
  });
}

"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { SavedView } from "#src/features/saved-views/schema.ts";
import type { ViewPage } from "#src/features/saved-views/values.ts";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./strings.ts";
import { viewKeys, viewPaths } from "./view-queries.ts";

/** Without a connection a mutation fails at once and shows an error; by default it would be paused without a message. */
const networkMode = "always";

type Words = Pick<SavedView, "name" | "query">;

const undoMs = 10_000;

/** What a person does to their views of a table. What changes or deletes one offers to take it back. */
export function useViews(page: ViewPage) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: viewKeys.of(page) });
  const post = ({ name, query }: Words) =>
    api<SavedView>(viewPaths.all, { method: "POST", body: { page, name, query }, idempotencyKey: newIdempotencyKey() });
  const put = (id: string, { name, query }: Words) =>
    api<SavedView>(viewPaths.one(id), { method: "PUT", body: { name, query } });
  const undo = useMutation({ networkMode, mutationFn: (run: () => Promise<unknown>) => run(), onError, onSettled });
  const undoing = (run: () => Promise<unknown>) => ({
    action: { label: strings.undo, onClick: () => undo.mutate(run) },
    durationMs: undoMs,
  });
  return {
    keep: useMutation({
      networkMode,
      mutationFn: post,
      onSuccess: ({ name }) => toast.success(strings.saved(name)),
      onSettled,
    }),
    change: useMutation({
      networkMode,
      mutationFn: ({ from, to }: { from: SavedView; to: Words }) => put(from.id, to),
      onSuccess: ({ name }, { from }) =>
        toast.success(
          name === from.name ? strings.updated(name) : strings.renamed(name),
          undoing(() => put(from.id, from)),
        ),
      onSettled,
    }),
    remove: useMutation({
      networkMode,
      mutationFn: ({ id }: SavedView) => api<unknown>(viewPaths.one(id), { method: "DELETE" }),
      onSuccess: (_done, view) =>
        toast.success(
          strings.deleted(view.name),
          undoing(() => post(view)),
        ),
      onError,
      onSettled,
    }),
  };
}

export function onError(error: Error): void {
  toast.error(strings.failed, { description: error instanceof Problem ? error.detail : "" });
}

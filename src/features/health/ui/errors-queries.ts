import { infiniteQueryOptions, keepPreviousData, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { ErrorStateAnswer, ErrorsAnswer } from "#src/features/health/schema.ts";
import { toast } from "#src/ui/toast.tsx";
import { errorsStrings as strings } from "./errors-strings.ts";

export const errorsKeys = {
  all: () => ["health-errors"] as const,
  list: (state: string) => ["health-errors", state] as const,
};
const path = "/api/health/errors";
/** Lines have their stacks. */
const pageSize = "20";

export function errorsQuery(state: "RESOLVED" | "UNRESOLVED") {
  return infiniteQueryOptions({
    queryKey: errorsKeys.list(state),
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ state, limit: pageSize });
      if (pageParam) query.set("cursor", pageParam);
      return api<ErrorsAnswer>(`${path}?${query}`, { signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    // The card, and with it the filter in its head, stays while the other list is read.
    placeholderData: keepPreviousData,
  });
}

/** Marks a group of errors as resolved, or takes that back. */
export function useResolveError() {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: ({ id, act }: { id: string; act: "resolve" | "reopen" }) =>
      api<ErrorStateAnswer>(`${path}/${encodeURIComponent(id)}/${act}`, {
        method: "POST",
        idempotencyKey: newIdempotencyKey(),
      }),
    onError: (error) => toast.error(strings.notChanged, error instanceof Problem ? { description: error.detail } : {}),
    onSettled: () => client.invalidateQueries({ queryKey: errorsKeys.all() }),
  });
}

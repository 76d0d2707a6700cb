import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { AskedCheck, DatabaseAnswer, HealthAnswer } from "#src/features/health/schema.ts";
import type { CheckKind } from "#src/features/health/values.ts";
import { toast } from "#src/ui/toast.tsx";
import { healthStrings as strings } from "./health-strings.ts";

export const healthKeys = { all: () => ["health"] as const, database: () => ["health-database"] as const };
export const healthPaths = { checks: "/api/health/checks", database: "/api/health/database" } as const;

/** Nothing is asked for while the page is not in sight. */
const refetchInterval = 10_000;

export function healthQuery() {
  return queryOptions({
    queryKey: healthKeys.all(),
    queryFn: ({ signal }) => api<HealthAnswer>(healthPaths.checks, { signal }),
    refetchInterval,
  });
}

/** Read anew by the server at most every 15 seconds. */
export function databaseQuery() {
  return queryOptions({
    queryKey: healthKeys.database(),
    queryFn: ({ signal }) => api<DatabaseAnswer>(healthPaths.database, { signal }),
    refetchInterval: 15_000,
  });
}

/** Has a check made; the page shows its outcome when it asks next. */
export function useAskCheck() {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: (kind: CheckKind) =>
      api<AskedCheck>(healthPaths.checks, { method: "POST", body: { kind }, idempotencyKey: newIdempotencyKey() }),
    onSuccess: ({ kind }) => void toast.success(strings.asked(strings.checks[kind].title)),
    onError: (error) => toast.error(strings.notAsked, error instanceof Problem ? { description: error.detail } : {}),
    onSettled: () => client.invalidateQueries({ queryKey: healthKeys.all() }),
  });
}

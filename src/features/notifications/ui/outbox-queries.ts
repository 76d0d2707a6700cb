import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { OutboxAnswer } from "#src/features/notifications/outbox/schema.ts";

export const outboxPath = "/api/outbox";

export function outboxQuery() {
  return infiniteQueryOptions({
    queryKey: ["outbox"] as const,
    queryFn: ({ pageParam, signal }) =>
      api<OutboxAnswer>(`${outboxPath}${pageParam ? `?cursor=${pageParam}` : ""}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    refetchInterval: 15_000,
  });
}

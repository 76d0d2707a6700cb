import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { DeliveriesAnswer } from "#src/features/notifications/deliveries/schema.ts";

export const deliveriesPath = "/api/notification-deliveries";
export const deliveriesKey = ["notification-deliveries"] as const;

export function deliveriesQuery() {
  return infiniteQueryOptions({
    queryKey: deliveriesKey,
    queryFn: ({ pageParam, signal }) =>
      api<DeliveriesAnswer>(`${deliveriesPath}${pageParam ? `?cursor=${encodeURIComponent(pageParam)}` : ""}`, {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
}

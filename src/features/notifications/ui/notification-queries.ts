import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { NotificationsAnswer } from "#src/features/notifications/schema.ts";

export const notificationKeys = {
  all: () => ["notifications"] as const,
  latest: () => ["notifications", "latest"] as const,
  lists: () => ["notifications", "list"] as const,
};

export const notificationPaths = {
  latest: "/api/notifications?limit=20",
  read: "/api/notifications/read",
} as const;

export const notificationHrefs = { all: "/notifications", settings: "/settings/notifications" } as const;

export function latestNotificationsQuery() {
  return queryOptions({
    queryKey: notificationKeys.latest(),
    queryFn: ({ signal }) => api<NotificationsAnswer>(notificationPaths.latest, { signal }),
  });
}

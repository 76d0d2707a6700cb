import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { NotificationsAnswer } from "#src/features/notifications/schema.ts";

/** What the page of all notifications shows. */
export const notificationViews = ["all", "unread"] as const;
export type NotificationView = (typeof notificationViews)[number];

export const notificationKeys = {
  all: () => ["notifications"] as const,
  latest: () => ["notifications", "latest"] as const,
  lists: () => ["notifications", "list"] as const,
  list: (view: NotificationView) => ["notifications", "list", view] as const,
};

export const notificationPaths = {
  latest: "/api/notifications?limit=20",
  read: "/api/notifications/read",
  list: (view: NotificationView, cursor: string | null = null): `/api/${string}` =>
    `/api/notifications?${new URLSearchParams({
      limit: "50",
      ...(view === "unread" ? { only: "unread" } : {}),
      ...(cursor === null ? {} : { cursor }),
    })}`,
} as const;

export const notificationHrefs = { all: "/notifications", settings: "/settings/notifications" } as const;

export function latestNotificationsQuery() {
  return queryOptions({
    queryKey: notificationKeys.latest(),
    queryFn: ({ signal }) => api<NotificationsAnswer>(notificationPaths.latest, { signal }),
  });
}

export function notificationsQuery(view: NotificationView) {
  return infiniteQueryOptions({
    queryKey: notificationKeys.list(view),
    queryFn: ({ pageParam, signal }) => api<NotificationsAnswer>(notificationPaths.list(view, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
}

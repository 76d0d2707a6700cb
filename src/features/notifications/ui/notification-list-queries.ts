import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { NotificationsAnswer } from "#src/features/notifications/schema.ts";
import { notificationKeys } from "./notification-queries.ts";

/** What the page of all notifications shows. */
export const notificationViews = ["all", "unread"] as const;
export type NotificationView = (typeof notificationViews)[number];

export const listKey = (view: NotificationView) => [...notificationKeys.lists(), view] as const;

export const listPath = (view: NotificationView, cursor: string | null = null): `/api/${string}` =>
  `/api/notifications?${new URLSearchParams({
    limit: "50",
    ...(view === "unread" ? { only: "unread" } : {}),
    ...(cursor === null ? {} : { cursor }),
  })}`;

export function notificationsQuery(view: NotificationView) {
  return infiniteQueryOptions({
    queryKey: listKey(view),
    queryFn: ({ pageParam, signal }) => api<NotificationsAnswer>(listPath(view, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
}

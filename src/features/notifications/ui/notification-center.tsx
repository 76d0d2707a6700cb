"use client";

import { useQuery } from "@tanstack/react-query";
import { loadLater } from "#src/ui/load-later.tsx";
import { NotificationBell } from "#src/ui/notification-bell.tsx";
import type { NotificationListProps } from "./notification-list.tsx";
import { latestNotificationsQuery } from "./notification-queries.ts";

const NotificationList = loadLater<NotificationListProps>(
  () => import("./notification-list.tsx").then((file) => file.NotificationList),
  {
    standIn: ({ latest, onPress }) => (
      <NotificationBell aria-haspopup="dialog" onClick={onPress} unread={latest?.unread ?? 0} />
    ),
  },
);

/** The header's bell, with the unread notifications. */
export function NotificationCenter() {
  const latest = useQuery(latestNotificationsQuery());
  return <NotificationList latest={latest.data} onRetry={latest.isError ? () => void latest.refetch() : undefined} />;
}

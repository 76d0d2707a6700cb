"use client";

import { type InfiniteData, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { NotificationsAnswer, ReadAnswer, ReadBody } from "#src/features/notifications/schema.ts";
import { toast } from "#src/ui/toast.tsx";
import { markAsRead, type ReadWhat } from "./mark-as-read.ts";
import { notificationKeys, notificationPaths } from "./notification-queries.ts";
import { strings } from "./strings.ts";

const readKey = ["notifications", "read"] as const;

/** Removes the unread marks at once, in the bell and on the page; then both are loaded again. */
export function useMarkRead() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationKey: readKey,
    // Without a connection it fails at once; by default it would be paused without a message.
    networkMode: "always",
    mutationFn: (what: ReadWhat) => api<ReadAnswer>(notificationPaths.read, { method: "POST", body: bodyOf(what) }),
    onMutate: (what) => {
      // What is on its way does not know of this.
      void queryClient.cancelQueries({ queryKey: notificationKeys.all() });
      const readAt = new Date().toISOString();
      queryClient.setQueryData<NotificationsAnswer>(
        notificationKeys.latest(),
        (known) => known && markAsRead(known, what, readAt),
      );
      queryClient.setQueriesData<InfiniteData<NotificationsAnswer>>(
        { queryKey: notificationKeys.lists() },
        (known) => known && { ...known, pages: known.pages.map((page) => markAsRead(page, what, readAt)) },
      );
    },
    onError: () => toast.error(strings.markFailed),
    onSettled: () => {
      if (queryClient.isMutating({ mutationKey: readKey }) > 1) return;
      void queryClient.invalidateQueries({ queryKey: notificationKeys.all() });
    },
  });
}

function bodyOf(what: ReadWhat): ReadBody {
  return "ids" in what ? { ids: [...what.ids] } : { upTo: what.upTo.id };
}

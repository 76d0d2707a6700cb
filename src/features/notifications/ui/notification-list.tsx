"use client";

import { useState } from "react";
import type { NotificationsAnswer } from "#src/features/notifications/schema.ts";
import { Button } from "#src/ui/button.tsx";
import type { LoadedProps } from "#src/ui/load-later.tsx";
import { NotificationBell } from "#src/ui/notification-bell.tsx";
import { Popover } from "#src/ui/popover.tsx";
import { Loading, Skeleton } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { NotificationLine } from "./notification-line.tsx";
import { notificationHrefs } from "./notification-queries.ts";
import { strings } from "./strings.ts";
import { useMarkRead } from "./use-mark-read.ts";

export type NotificationListProps = {
  latest: NotificationsAnswer | undefined;
  /** Present when they could not be loaded. */
  onRetry: (() => void) | undefined;
};

/** The bell and what it opens; loaded by NotificationCenter, after the page. */
export function NotificationList({ latest, onRetry, defaultOpen = false }: NotificationListProps & LoadedProps) {
  const [isOpen, setOpen] = useState(defaultOpen);
  // The header stays where one goes, and so would what is open.
  const leave = () => setOpen(false);
  return (
    <Popover
      align="end"
      className="w-96 p-0 [&>h2]:px-4 [&>h2]:pt-3"
      onOpenChange={setOpen}
      open={isOpen}
      title={strings.title}
      trigger={<NotificationBell unread={latest?.unread ?? 0} />}
    >
      <Content latest={latest} onLeave={leave} onRetry={onRetry} />
      <div className="flex justify-between gap-4 border-t border-separator px-4 py-2.5 touch:py-0 touch:[&>a]:py-3">
        <TextLink href={notificationHrefs.all} onClick={leave} prefetch={false}>
          {strings.showAll}
        </TextLink>
        <TextLink href={notificationHrefs.settings} onClick={leave} prefetch={false}>
          {strings.toSettings}
        </TextLink>
      </div>
    </Popover>
  );
}

function Content({ latest, onRetry, onLeave }: NotificationListProps & { onLeave: () => void }) {
  const markRead = useMarkRead();
  if (!latest) {
    return onRetry ? (
      <div className="flex items-center justify-between gap-3 px-4 pb-4" role="alert">
        {strings.failed}
        <Button onClick={onRetry}>{strings.retry}</Button>
      </div>
    ) : (
      <Loading className="flex flex-col gap-3 px-4 pb-4">
        <Skeleton className="h-10" />
        <Skeleton className="h-10" />
      </Loading>
    );
  }
  const [newest] = latest.items;
  if (!newest) return <p className="px-4 pb-4">{strings.empty}</p>;
  return (
    <>
      <ul className="mt-1 max-h-[min(420px,55dvh)] divide-y divide-separator overflow-y-auto">
        {latest.items.map((line) => (
          <NotificationLine
            key={line.id}
            line={line}
            onOpen={() => {
              if (line.readAt === null) markRead.mutate({ ids: [line.id] });
              onLeave();
            }}
          />
        ))}
      </ul>
      {latest.unread > 0 ? (
        <div className="border-t border-separator p-2">
          <Button block onClick={() => markRead.mutate({ upTo: newest })} variant="ghost">
            {strings.markAllRead}
          </Button>
        </div>
      ) : null}
    </>
  );
}

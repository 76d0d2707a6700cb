"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Award, Bell, CalendarClock, ClipboardCheck, type LucideIcon, Megaphone, TrendingUp } from "lucide-react";
import { api } from "#src/client/api.ts";
import type { NotificationLine, NotificationsAnswer, ReadAnswer } from "#src/features/notifications/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { cn } from "#src/ui/cn.ts";
import { DateText } from "#src/ui/date-text.tsx";
import type { LoadedProps } from "#src/ui/load-later.tsx";
import { NotificationBell } from "#src/ui/notification-bell.tsx";
import { Popover } from "#src/ui/popover.tsx";
import { Loading, Skeleton } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { notificationKeys, notificationPaths } from "./notification-queries.ts";
import { strings } from "./strings.ts";

export type NotificationListProps = {
  latest: NotificationsAnswer | undefined;
  /** Present when they could not be loaded. */
  onRetry: (() => void) | undefined;
};

/** The bell and what it opens; loaded by NotificationCenter, after the page. */
export function NotificationList({ latest, onRetry, defaultOpen = false }: NotificationListProps & LoadedProps) {
  return (
    <Popover
      align="end"
      className="w-96 p-0 [&>h2]:px-4 [&>h2]:pt-3"
      defaultOpen={defaultOpen}
      title={strings.title}
      trigger={<NotificationBell unread={latest?.unread ?? 0} />}
    >
      <Content latest={latest} onRetry={onRetry} />
    </Popover>
  );
}

function Content({ latest, onRetry }: NotificationListProps) {
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
  if (latest.items.length === 0) return <p className="px-4 pb-4">{strings.empty}</p>;
  const unread = latest.items.filter(({ readAt }) => readAt === null).map(({ id }) => id);
  return (
    <>
      <ul className="mt-1 max-h-[min(420px,60dvh)] divide-y divide-separator overflow-y-auto">
        {latest.items.map((line) => (
          <Line
            key={line.id}
            line={line}
            onOpen={line.readAt === null ? () => markRead.mutate([line.id]) : undefined}
          />
        ))}
      </ul>
      {unread.length > 0 ? (
        <div className="border-t border-separator p-2">
          <Button block loading={markRead.isPending} onClick={() => markRead.mutate(unread)} variant="ghost">
            {strings.markAllRead}
          </Button>
        </div>
      ) : null}
    </>
  );
}

const icons: Record<NotificationLine["type"], LucideIcon> = {
  DEADLINE_REMINDER: CalendarClock,
  ASSESSMENT_DUE: CalendarClock,
  PROGRESS_UPDATE: TrendingUp,
  ACHIEVEMENT_UNLOCKED: Award,
  FEEDBACK_AVAILABLE: ClipboardCheck,
  SYSTEM_ANNOUNCEMENT: Megaphone,
};

function Line({ line, onOpen }: { line: NotificationLine; onOpen: (() => void) | undefined }) {
  const Icon = icons[line.type] ?? Bell;
  const href = hrefOf(line);
  const isUnread = line.readAt === null;
  return (
    <li className={cn("relative flex gap-3 px-4 py-3", href && "hover:bg-surface-secondary")}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        {href ? (
          <TextLink
            className="text-base text-foreground after:absolute after:inset-0 hover:text-accent hover:no-underline"
            href={href}
            onClick={() => onOpen?.()}
            prefetch={false}
          >
            {line.content}
          </TextLink>
        ) : (
          <p className="text-base text-foreground">{line.content}</p>
        )}
        <p className="mt-0.5 text-xs">
          <DateText value={line.createdAt} />
        </p>
      </div>
      {isUnread ? (
        <span aria-label={strings.unread} className="mt-1.5 size-2 shrink-0 rounded-full bg-accent" role="img" />
      ) : null}
    </li>
  );
}

/** The page that a notification refers to, if there is one. */
function hrefOf({ payload }: NotificationLine): string | undefined {
  if (typeof payload?.assessmentId === "string") return `/assessment/${payload.assessmentId}`;
  if (typeof payload?.submissionId === "string") return `/dashboard/student/submissions/${payload.submissionId}`;
  if (typeof payload?.reviewSubmissionId === "string") {
    return `/dashboard/clinical-supervisor/submissions/${payload.reviewSubmissionId}`;
  }
  if (typeof payload?.roundId === "string") return `/feedback/${payload.roundId}`;
  if (typeof payload?.requestId === "string") return "/dashboard/student/requests";
  return typeof payload?.timeRecordId === "string" ? "/dashboard/student/hours" : undefined;
}

/** Removes the unread marks at once; the server's answer then replaces the count. */
function useMarkRead() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (ids: string[]) => api<ReadAnswer>(notificationPaths.read, { method: "POST", body: { ids } }),
    onMutate: (ids) => {
      const readAt = new Date().toISOString();
      queryClient.setQueryData<NotificationsAnswer>(notificationKeys.latest(), (known) =>
        known
          ? {
              ...known,
              unread: Math.max(0, known.unread - ids.length),
              items: known.items.map((line) => (ids.includes(line.id) ? { ...line, readAt } : line)),
            }
          : known,
      );
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: notificationKeys.all() }),
  });
}

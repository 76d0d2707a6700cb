"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Bell, Settings } from "lucide-react";
import { useQueryStates } from "nuqs";
import { parseAsStringLiteral } from "nuqs/server";
import { useRef } from "react";
import { MoreLines } from "#src/client/paged-card.tsx";
import { QueryError } from "#src/client/query-content.tsx";
import type { NotificationLine as Line } from "#src/features/notifications/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { TabLinks } from "#src/ui/tab-links.tsx";
import { NotificationLine } from "./notification-line.tsx";
import { notificationsQuery, notificationViews } from "./notification-list-queries.ts";
import { notificationHrefs } from "./notification-queries.ts";
import { strings } from "./strings.ts";
import { useMarkRead } from "./use-mark-read.ts";

const inAddress = { view: parseAsStringLiteral(notificationViews).withDefault("all") };

/** All of the reader's notifications by day, kept up to date with the bell. */
export function NotificationsPage() {
  const [{ view }, setAddress] = useQueryStates(inAddress, { shallow: true, history: "push" });
  const query = useInfiniteQuery(notificationsQuery(view));
  const markRead = useMarkRead();
  const box = useRef<HTMLDivElement>(null);
  const lines = query.data?.pages.flatMap(({ items }) => items);
  const unread = query.data?.pages[0]?.unread;
  const newest = query.data?.pages[0]?.items[0];
  return (
    <>
      <PageHeader
        actions={
          <>
            {newest && unread ? (
              <Button
                onClick={() => {
                  markRead.mutate({ upTo: newest });
                  box.current?.focus();
                }}
              >
                {strings.markAllRead}
              </Button>
            ) : null}
            <LinkButton href={notificationHrefs.settings} icon={<Settings aria-hidden />} variant="ghost">
              {strings.toSettings}
            </LinkButton>
          </>
        }
        description={unread === undefined ? null : strings.unreadCount(unread)}
        title={strings.title}
      />
      <TabLinks
        label={strings.views}
        onValueChange={(next) => void setAddress({ view: next })}
        tabs={notificationViews.map((value) => ({
          value,
          label: strings.view[value],
          href: value === "all" ? notificationHrefs.all : `${notificationHrefs.all}?view=${value}`,
          ...(value === "unread" && unread !== undefined ? { count: unread } : {}),
        }))}
        value={view}
      />
      <div className="outline-none" ref={box} tabIndex={-1}>
        {lines ? (
          <Card aria-label={strings.view[view]}>
            {lines.length === 0 ? (
              <EmptyState
                description={view === "all" ? strings.allEmptyHelp : strings.unreadEmptyHelp}
                icon={<Bell />}
                title={view === "all" ? strings.allEmpty : strings.unreadEmpty}
              />
            ) : (
              <Days
                lines={lines}
                onOpen={(id) => markRead.mutate({ ids: [id] })}
                onRead={(id) => {
                  if (box.current) focusNeighbour(box.current);
                  markRead.mutate({ ids: [id] });
                }}
              />
            )}
            {query.hasNextPage ? <MoreLines query={query} shown={lines.length} /> : null}
          </Card>
        ) : query.error ? (
          <QueryError query={query} title={strings.failed} />
        ) : (
          <Loading>
            <ListSkeleton header={false} rows={8} />
          </Loading>
        )}
      </div>
    </>
  );
}

/** The button that was pressed goes away with its mark, and its line may too: the focus moves to the line beside it. */
function focusNeighbour(box: HTMLElement): void {
  const lines = [...box.querySelectorAll("li")];
  const at = lines.findIndex((line) => line.contains(document.activeElement));
  const next = lines[at + 1] ?? lines[at - 1];
  (next?.querySelector<HTMLElement>("a, button") ?? box).focus();
}

function Days({
  lines,
  onOpen,
  onRead,
}: {
  lines: readonly Line[];
  onOpen: (id: string) => void;
  onRead: (id: string) => void;
}) {
  const dates = useDates();
  const dayOf = ({ createdAt }: Line) => {
    const days = dates.daysFromToday(createdAt);
    if (days === 0) return strings.today;
    return days === -1 ? strings.yesterday : dates.longDay(createdAt);
  };
  return [...Map.groupBy(lines, dayOf)].map(([day, ofDay]) => (
    <section aria-label={day} className="not-first:border-t not-first:border-separator" key={day}>
      <h2
        className="border-b border-separator bg-surface-secondary px-4 py-2 text-sm font-semibold md:px-5"
        suppressHydrationWarning
      >
        {day}
      </h2>
      <ul className="divide-y divide-separator">
        {ofDay.map((line) => (
          <NotificationLine
            key={line.id}
            line={line}
            onOpen={() => {
              if (line.readAt === null) onOpen(line.id);
            }}
            onRead={() => onRead(line.id)}
            showsTime
          />
        ))}
      </ul>
    </section>
  ));
}

"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ClipboardCheck } from "lucide-react";
import { Problem } from "#src/client/api.ts";
import type { QueueLine } from "#src/features/assessments/schema.ts";
import { Avatar } from "#src/ui/avatar.tsx";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { LoadMore } from "#src/ui/load-more.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { assessHref, queueQuery } from "./assessment-queries.ts";
import { strings } from "./strings.ts";

/**
 * "Waiting for you": the assessor's open tasks, oldest first, one button a row. The oldest has the page's primary
 * button.
 */
export function WaitingQueue() {
  const queue = useInfiniteQuery(queueQuery());
  const lines = queue.data?.pages.flatMap(({ items }) => items);
  if (!lines) {
    return queue.isError ? (
      <Card>
        <ErrorState
          compact
          onRetry={() => void queue.refetch()}
          reference={queue.error instanceof Problem ? queue.error.requestId : undefined}
          retrying={queue.isFetching}
        />
      </Card>
    ) : (
      <ListSkeleton rows={6} />
    );
  }
  return (
    <Card aria-labelledby="queue-title">
      <CardHeader
        actions={lines.length > 1 ? <span className="text-muted">{strings.waitingHelp}</span> : null}
        divided
        title={strings.waiting}
        titleId="queue-title"
      />
      {lines.length === 0 ? (
        <EmptyState compact description={strings.queueEmptyHelp} icon={<ClipboardCheck />} title={strings.queueEmpty} />
      ) : (
        <>
          <ul className="divide-y divide-separator">
            {lines.map((line, index) => (
              <QueueRow
                isFirst={index === 0}
                key={line.assessmentId ?? `${line.studentId} ${line.competencyId}`}
                line={line}
              />
            ))}
          </ul>
          {queue.hasNextPage || lines.length > 8 ? (
            <LoadMore
              hasMore={queue.hasNextPage}
              loading={queue.isFetchingNextPage}
              onLoadMore={() => void queue.fetchNextPage()}
              shown={lines.length}
            />
          ) : null}
        </>
      )}
    </Card>
  );
}

function QueueRow({ line, isFirst }: { line: QueueLine; isFirst: boolean }) {
  const isDraft = line.kind === "draft" && line.assessmentId !== null;
  const label = isDraft
    ? strings.continueWhom(line.studentName, line.competencyName)
    : strings.assessWhom(line.studentName, line.competencyName);
  return (
    <li className="flex items-center gap-3 px-5 py-3 max-md:px-4">
      <Avatar name={line.studentName} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{line.studentName}</p>
        <p className="line-clamp-2 text-sm text-muted">{line.competencyName}</p>
        <p className="text-sm md:hidden">
          <Reason line={line} />
        </p>
      </div>
      <p className="w-40 shrink-0 text-sm max-md:hidden">
        <Reason line={line} />
      </p>
      <LinkButton
        aria-label={label}
        href={isDraft ? `/assessment/${line.assessmentId}` : assessHref(line.studentId, line.competencyId)}
        prefetch={isFirst}
        variant={isFirst ? "primary" : "secondary"}
      >
        {isDraft ? strings.continueDraft : strings.assess}
      </LinkButton>
    </li>
  );
}

/** Why the line is in the queue: requested, a draft, or due. Amber only if it is due within a week or late. */
function Reason({ line }: { line: QueueLine }) {
  const dates = useDates();
  if (line.kind !== "due") {
    return (
      <span className="text-muted">
        {line.kind === "request" ? strings.asked : strings.draftFrom}
        <DateText value={line.since} />
      </span>
    );
  }
  if (!line.dueOn) return null;
  return (
    <span className={cn(dates.dueTone(line.dueOn) === "plain" ? "text-muted" : "text-warning")}>
      <DateText kind="due" value={line.dueOn} />
    </span>
  );
}

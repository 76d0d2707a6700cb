"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, FilePen } from "lucide-react";
import type { ReactNode } from "react";
import { Problem } from "#src/client/api.ts";
import type { ExpiredLine, StaleDraftLine } from "#src/features/requests/schema.ts";
import { draftListedDays } from "#src/features/requests/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";
import { LoadMore } from "#src/ui/load-more.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import { adminStrings } from "./admin-strings.ts";
import { expiredRequestsQuery, renewRequest, requestKeys, staleDraftsQuery } from "./request-queries.ts";
import { RulesCard } from "./rules-card.tsx";

/** The school's page: expired requests to renew, drafts of requests that are not submitted, and the rules. */
export function UnansweredPage() {
  const expired = useInfiniteQuery(expiredRequestsQuery());
  const drafts = useInfiniteQuery(staleDraftsQuery());
  return (
    <>
      <PageHeader description={adminStrings.help} title={adminStrings.title} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-5">
          <List
            description={adminStrings.expiredHelp}
            empty={
              <EmptyState
                compact
                description={adminStrings.expiredEmptyHelp}
                icon={<CircleCheck />}
                title={adminStrings.expiredEmpty}
              />
            }
            query={expired}
            row={(line) => <ExpiredRow key={line.assessmentId} line={line} />}
            title={adminStrings.expired}
          />
          <List
            description={adminStrings.draftsHelp(draftListedDays)}
            empty={
              <EmptyState
                compact
                description={adminStrings.draftsEmptyHelp}
                icon={<FilePen />}
                title={adminStrings.draftsEmpty}
              />
            }
            query={drafts}
            row={(line) => <DraftRow key={line.assessmentId} line={line} />}
            title={adminStrings.drafts}
          />
        </div>
        <RulesCard />
      </div>
    </>
  );
}

type Pages<Line> = { pages: { items: Line[]; nextCursor: string | null }[] };
type ListQuery<Line> = {
  data: Pages<Line> | undefined;
  error: Error | null;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  hasNextPage: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
};

function List<Line>({
  query,
  title,
  description,
  empty,
  row,
}: {
  query: ListQuery<Line>;
  title: string;
  description: string;
  empty: ReactNode;
  row: (line: Line) => ReactNode;
}) {
  const lines = query.data?.pages.flatMap(({ items }) => items);
  if (!lines) {
    if (!query.error) return <ListSkeleton rows={4} />;
    return (
      <Card>
        <ErrorState
          compact
          onRetry={() => void query.refetch()}
          reference={query.error instanceof Problem ? query.error.requestId : undefined}
          retrying={query.isFetching}
        />
      </Card>
    );
  }
  return (
    <Card aria-label={title}>
      <CardHeader description={description} divided title={title} />
      {lines.length === 0 ? empty : <CardList>{lines.map(row)}</CardList>}
      {query.hasNextPage ? (
        <LoadMore
          hasMore
          loading={query.isFetchingNextPage}
          onLoadMore={() => void query.fetchNextPage()}
          shown={lines.length}
        />
      ) : null}
    </Card>
  );
}

function ExpiredRow({ line }: { line: ExpiredLine }) {
  const dates = useDates();
  const queryClient = useQueryClient();
  const renew = useMutation({
    mutationFn: () => renewRequest(line.assessmentId),
    onSuccess: () => toast.success(adminStrings.renewed(line.supervisorName)),
    onError: (error) => toast.error(error instanceof Problem ? error.detail : adminStrings.failed),
    onSettled: () => queryClient.invalidateQueries({ queryKey: requestKeys.all() }),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3 max-md:px-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">{line.studentName}</p>
        <p>{line.competencyName}</p>
        <p className="num text-sm text-muted" suppressHydrationWarning>
          {adminStrings.asked(line.supervisorName, dates.day(line.askedAt))}
          {line.answerOn ? `. ${adminStrings.expiredOn(dates.day(line.answerOn))}` : null}
        </p>
      </div>
      {line.isRenewable ? (
        <Button
          aria-label={adminStrings.renewOf(line.studentName, line.competencyName)}
          loading={renew.isPending}
          onClick={() => renew.mutate()}
        >
          {adminStrings.renew}
        </Button>
      ) : (
        <span className="text-sm text-muted">
          {line.isRenewed ? adminStrings.renewedBefore : adminStrings.notRenewable}
        </span>
      )}
    </li>
  );
}

function DraftRow({ line }: { line: StaleDraftLine }) {
  const dates = useDates();
  return (
    <li className="px-5 py-3 max-md:px-4">
      <p className="font-medium">{line.studentName}</p>
      <p>{line.competencyName}</p>
      <p className="num text-sm text-muted" suppressHydrationWarning>
        {adminStrings.begunOn(line.supervisorName, dates.day(line.openedAt))}
      </p>
    </li>
  );
}

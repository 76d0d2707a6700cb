"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, FilePen } from "lucide-react";
import { Problem } from "#src/client/api.ts";
import { PagedCard } from "#src/client/paged-card.tsx";
import type { ExpiredLine, StaleDraftLine } from "#src/features/requests/schema.ts";
import { draftListedDays } from "#src/features/requests/values.ts";
import { Button } from "#src/ui/button.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { toast } from "#src/ui/toast.tsx";
import { adminStrings } from "./admin-strings.ts";
import { expiredRequestsQuery, renewRequest, requestKeys, requestPaths, staleDraftsQuery } from "./request-queries.ts";
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
          <PagedCard
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
            exportHref={requestPaths.expiredExport}
            title={adminStrings.expired}
          />
          <PagedCard
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
            exportHref={requestPaths.staleDraftsExport}
            title={adminStrings.drafts}
          />
        </div>
        <RulesCard />
      </div>
    </>
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

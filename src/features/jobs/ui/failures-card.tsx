"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { PagedCard } from "#src/client/paged-card.tsx";
import type { FailedJob, JobKind } from "#src/features/jobs/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { Segmented } from "#src/ui/segmented.tsx";
import { failuresQuery, useAskWorker } from "./jobs-queries.ts";
import { jobsStrings as strings } from "./jobs-strings.ts";

/** What failed for good: why, and a way to run it again. */
export function FailuresCard({ kinds }: { kinds: readonly JobKind[] }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const failing = kinds.filter(({ failed }) => failed > 0);
  // The kind that was looked at may have none left.
  const kind = failing.some(({ job }) => job === chosen) ? chosen : null;
  const query = useInfiniteQuery(failuresQuery(kind));
  const ask = useAskWorker();
  const ofKind = failing.length === 1 ? failing[0] : failing.find(({ job }) => job === kind);
  return (
    <div className="flex flex-col gap-3">
      {failing.length > 1 ? (
        <div className="flex min-w-0">
          <Segmented
            label={strings.ofKind}
            onValueChange={setChosen}
            options={[
              { value: null, label: strings.allKinds },
              ...failing.map(({ job, failed }) => ({ value: job, label: `${job} ${failed.toLocaleString("en")}` })),
            ]}
            value={kind}
          />
        </div>
      ) : null}
      <PagedCard
        actions={
          ofKind && ofKind.failed > 1 ? (
            <Button
              aria-label={strings.retryAll(ofKind.failed, ofKind.job)}
              loading={ask.isPending}
              onClick={() => ask.mutate({ act: "RETRY_ALL", target: ofKind.job })}
            >
              {strings.retryAllShort(ofKind.failed)}
            </Button>
          ) : undefined
        }
        description={failing.length > 0 ? strings.failuresHelp : undefined}
        empty={
          <EmptyState compact description={strings.noFailuresHelp} icon={<CircleCheck />} title={strings.noFailures} />
        }
        query={query}
        row={(failure) => <Line failure={failure} key={failure.id} />}
        skeletonRows={2}
        title={strings.failures}
      />
    </div>
  );
}

function Line({ failure }: { failure: FailedJob }) {
  const ask = useAskWorker();
  const { id, job, cause, fields, attempts, failedAt, asked } = failure;
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-2 px-5 py-2.5 max-md:px-4">
      <span className="min-w-0 flex-1 basis-64">
        <span className="block font-medium break-words">{job}</span>
        <span className="block text-sm text-pretty">{strings.causes[cause]}</span>
        {fields.length > 0 ? <span className="block text-sm break-words">{strings.fields(fields)}</span> : null}
        <span className="block text-sm text-muted">
          <DateText value={failedAt} /> · {strings.tries(attempts)}
        </span>
      </span>
      {asked ? (
        <Badge tone="accent">{strings.asked[asked]}</Badge>
      ) : (
        <span className="flex gap-2">
          <Button
            aria-label={strings.retryNamed(job)}
            loading={ask.isPending}
            onClick={() => ask.mutate({ act: "RETRY", target: id })}
          >
            {strings.retry}
          </Button>
          <AlertDialog
            actionLabel={strings.discardAction}
            description={strings.discardHelp}
            onAction={() => ask.mutateAsync({ act: "DISCARD", target: id })}
            title={strings.discardTitle(job)}
            trigger={
              <Button aria-label={strings.discardNamed(job)} variant="ghost">
                {strings.discard}
              </Button>
            }
          />
        </span>
      )}
    </li>
  );
}

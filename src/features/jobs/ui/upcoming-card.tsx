"use client";

import type { UpcomingJobLine } from "#src/features/jobs/schema.ts";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { CancelButton } from "./cancel-button.tsx";
import { jobsStrings as strings } from "./jobs-strings.ts";

/** What a worker will take next, apart from the runs by the clock. */
export function UpcomingCard({ upcoming }: { upcoming: readonly UpcomingJobLine[] }) {
  return (
    <Card aria-label={strings.upcoming}>
      <CardHeader description={strings.upcomingHelp} divided title={strings.upcoming} />
      <CardList>
        {upcoming.map((job) => (
          <li className="flex min-h-14 items-center gap-3 px-5 py-2 max-md:px-4" key={job.id}>
            <span className="min-w-0 flex-1">
              <span className="block font-medium break-words">{job.job}</span>
              <span className="block text-sm text-muted">
                {job.dueAt === null ? (
                  strings.waitsForWorker
                ) : (
                  <>
                    {strings.dueAt} <DateText value={job.dueAt} withinSentence />
                  </>
                )}
                <span className="max-md:hidden"> · </span>
                <span className="max-md:block">
                  {strings.addedAt} <DateText value={job.addedAt} withinSentence />
                </span>
              </span>
            </span>
            <CancelButton job={job} />
          </li>
        ))}
      </CardList>
    </Card>
  );
}

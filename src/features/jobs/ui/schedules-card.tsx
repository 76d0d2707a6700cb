"use client";

import type { ScheduleOfJob } from "#src/features/jobs/schema.ts";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { scheduleWords } from "./durations.ts";
import { jobsStrings as strings } from "./jobs-strings.ts";

/** What runs by the clock, and when next. */
export function SchedulesCard({ schedules }: { schedules: readonly ScheduleOfJob[] }) {
  return (
    <Card aria-label={strings.schedules}>
      <CardHeader description={strings.schedulesHelp} divided title={strings.schedules} />
      <CardList className="lg:grid lg:grid-cols-2 lg:divide-y-0">
        {schedules.map((schedule) => (
          <li
            className="flex min-w-0 items-center justify-between gap-3 px-5 py-2.5 max-md:px-4 lg:border-t lg:border-separator lg:[&:nth-child(-n+2)]:border-t-0"
            key={schedule.id}
          >
            <span className="min-w-0">
              <span className="block font-medium break-words">{schedule.job}</span>
              <span className="block text-sm text-muted">{scheduleWords(schedule)}</span>
            </span>
            {schedule.nextAt === null ? null : (
              <span className="shrink-0 text-end text-sm text-muted">
                <span className="block text-xs">{strings.nextAt}</span>
                <DateText value={schedule.nextAt} />
              </span>
            )}
          </li>
        ))}
      </CardList>
    </Card>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, Clock, Hourglass, Play } from "lucide-react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { JobsAnswer } from "#src/features/jobs/schema.ts";
import { Callout } from "#src/ui/callout.tsx";
import { Card } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { FigureGrid, FigureTile } from "#src/ui/figure-tile.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { durationOf } from "./durations.ts";
import { FailuresCard } from "./failures-card.tsx";
import { jobsQuery } from "./jobs-queries.ts";
import { jobsStrings as strings } from "./jobs-strings.ts";
import { KindsSection } from "./kinds-section.tsx";
import { SchedulesCard } from "./schedules-card.tsx";
import { UpcomingCard } from "./upcoming-card.tsx";
import { WorkersCard } from "./workers-card.tsx";

/** What the program does by itself, for whoever runs it. */
export function JobsPage() {
  const jobs = useQuery(jobsQuery());
  return (
    <>
      <PageHeader description={strings.help} title={strings.title} />
      <QueryContent frame={(content) => <Card>{content}</Card>} query={jobs} skeleton={<ListSkeleton rows={6} />}>
        {(answer) => <Overview {...answer} />}
      </QueryContent>
    </>
  );
}

const slowSeconds = 60;

function Overview(answer: JobsAnswer) {
  const { counts, workers, oldestWaitingSeconds, reportedAt, kinds, schedules, upcoming } = answer;
  const alive = workers.filter(({ isAlive }) => isAlive).length;
  if (reportedAt === null) {
    return (
      <Card>
        <EmptyState compact description={strings.startingHelp} icon={<Hourglass />} title={strings.starting} />
      </Card>
    );
  }
  const isSlow = (oldestWaitingSeconds ?? 0) > slowSeconds;
  return (
    <div className="flex flex-col gap-5">
      {alive === 0 ? (
        <Callout title={strings.noWorker} tone="danger">
          {strings.noWorkerHelp} {strings.lastReport} <DateText kind="full" value={reportedAt} />.
        </Callout>
      ) : null}
      <FigureGrid>
        <FigureTile
          icon={<Clock />}
          label={strings.waiting}
          note={strings.delayed(counts.delayed)}
          value={counts.waiting.toLocaleString("en")}
        />
        <FigureTile
          icon={<Play />}
          label={strings.running}
          note={strings.byWorkers(alive)}
          tone={alive === 0 ? "danger" : "plain"}
          value={counts.running.toLocaleString("en")}
        />
        <FigureTile
          icon={<CircleAlert />}
          label={strings.failed}
          note={counts.failed === 0 ? strings.noneFailed : strings.keptFor}
          tone={counts.failed === 0 ? "plain" : "danger"}
          value={counts.failed.toLocaleString("en")}
        />
        <FigureTile
          icon={<Hourglass />}
          label={strings.oldest}
          tone={isSlow ? "warning" : "plain"}
          value={oldestWaitingSeconds === null ? strings.noneWaits : durationOf(oldestWaitingSeconds)}
        />
      </FigureGrid>
      <FailuresCard kinds={kinds} />
      <KindsSection kinds={kinds} />
      <WorkersCard workers={workers} />
      {upcoming.length > 0 ? <UpcomingCard upcoming={upcoming} /> : null}
      <SchedulesCard schedules={schedules} />
    </div>
  );
}

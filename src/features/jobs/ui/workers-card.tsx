"use client";

import { CircleCheck, CircleMinus } from "lucide-react";
import type { RunningJobLine, WorkerLine } from "#src/features/jobs/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { ProgressBar } from "#src/ui/progress-bar.tsx";
import { CancelButton } from "./cancel-button.tsx";
import { jobsStrings as strings } from "./jobs-strings.ts";

/** The processes that run jobs, and what each of them runs. */
export function WorkersCard({ workers }: { workers: readonly WorkerLine[] }) {
  if (workers.length === 0) return null;
  return (
    <Card aria-label={strings.workers}>
      <CardHeader description={strings.workersHelp} divided title={strings.workers} />
      <CardList>
        {workers.map((worker) => (
          <li className="px-5 py-3 max-md:px-4" key={worker.id}>
            <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
              <span className="min-w-0">
                <span className="block font-medium break-words">{strings.processOf(worker.host, worker.pid)}</span>
                <span className="block text-sm text-muted">
                  {strings.startedAt} <DateText value={worker.startedAt} withinSentence />
                  {worker.isAlive ? null : (
                    <>
                      {" · "}
                      {strings.seenAt} <DateText kind="time" value={worker.seenAt} />
                    </>
                  )}
                </span>
              </span>
              {worker.isAlive ? (
                <Badge icon={<CircleCheck aria-hidden />} tone="success">
                  {strings.alive}
                </Badge>
              ) : (
                <Badge icon={<CircleMinus aria-hidden />} tone="danger">
                  {strings.gone}
                </Badge>
              )}
            </div>
            {worker.running.length > 0 ? (
              <ul className="mt-2 flex flex-col gap-2">
                {worker.running.map((job) => (
                  <RunningLine job={job} key={job.id} />
                ))}
              </ul>
            ) : worker.isAlive ? (
              <p className="mt-1 text-sm text-muted">{strings.idle}</p>
            ) : null}
          </li>
        ))}
      </CardList>
    </Card>
  );
}

function RunningLine({ job }: { job: RunningJobLine }) {
  const { made, share } = progressOf(job.progress);
  return (
    <li className="flex items-center gap-3 rounded-ctl bg-surface-secondary px-3 py-2">
      <span className="min-w-0 flex-1">
        <span className="block font-medium break-words">{job.job}</span>
        <span className="block text-sm text-muted">
          {strings.attempt(job.attempt)} {strings.since} <DateText kind="time" value={job.startedAt} />
          {made === null ? null : ` · ${made}`}
        </span>
        {share === null ? null : (
          <ProgressBar className="mt-1.5" label={job.job} value={share * 100} {...(made ? { valueText: made } : {})} />
        )}
      </span>
      <CancelButton job={job} />
    </li>
  );
}

function progressOf(progress: RunningJobLine["progress"]): { made: string | null; share: number | null } {
  if (progress === null) return { made: null, share: null };
  if (typeof progress === "number") return { made: strings.share(progress), share: progress };
  const { done, total } = progress;
  return { made: strings.steps(done, total), share: total === undefined || total === 0 ? null : done / total };
}

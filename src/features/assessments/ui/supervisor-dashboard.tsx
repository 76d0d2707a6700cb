"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { queueQuery } from "./assessment-queries.ts";
import { batchHref } from "./batch/batch-queries.ts";
import { batchStrings } from "./batch/batch-strings.ts";
import { HiddenStudents } from "./hidden-students.tsx";
import type { RequestActs } from "./queue-rows.tsx";
import { queueStrings as strings } from "./queue-strings.ts";
import { WaitingQueue } from "./waiting-queue.tsx";

/** A supervisor's dashboard: the exact number of what waits, the queue, and beside it `children`. */
export function SupervisorQueue({ onDecline, children }: RequestActs & { children: ReactNode }) {
  const counts = useInfiniteQuery(queueQuery()).data?.pages[0]?.counts;
  return (
    <>
      <PageHeader
        actions={
          <>
            <LinkButton href={batchHref()}>{batchStrings.title}</LinkButton>
            <LinkButton href="/assessment/new">{strings.newAssessment}</LinkButton>
          </>
        }
        description={counts ? strings.parts(counts) || null : null}
        title={
          counts
            ? strings.waitingCount(counts.drafts + counts.requests + counts.feedback + counts.due)
            : strings.waiting
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_304px]">
        <WaitingQueue onDecline={onDecline} />
        <div className="flex min-w-0 flex-col gap-5">
          <HiddenStudents />
          {children}
          <KeyLegend />
        </div>
      </div>
    </>
  );
}

const legend = [
  { keys: ["J", "K"], does: strings.keyMove },
  { keys: ["↵"], does: strings.keyAssess },
  { keys: ["H"], does: strings.keyHide },
];

function KeyLegend() {
  return (
    <p aria-hidden className="flex flex-wrap gap-x-3 gap-y-1.5 px-1 text-xs text-muted max-md:hidden print:hidden">
      {legend.map(({ keys, does }) => (
        <span className="inline-flex items-center gap-1" key={does}>
          {keys.map((key) => (
            <kbd
              className="inline-flex min-w-5 justify-center rounded border border-border bg-surface px-1 font-sans"
              key={key}
            >
              {key}
            </kbd>
          ))}
          {does}
        </span>
      ))}
    </p>
  );
}

"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { queueQuery } from "./assessment-queries.ts";
import { strings } from "./strings.ts";
import { WaitingQueue } from "./waiting-queue.tsx";

/** The top of a supervisor's dashboard: the number of waiting tasks, and the queue. */
export function SupervisorQueue({ name }: { name: string }) {
  const { data } = useInfiniteQuery(queueQuery());
  const lines = data?.pages.flatMap(({ items }) => items).length;
  const hasMore = data?.pages.at(-1)?.nextCursor != null;
  return (
    <>
      <PageHeader
        actions={<LinkButton href="/assessment/new">{strings.newAssessment}</LinkButton>}
        description={lines === undefined ? null : waitingWords(lines, hasMore)}
        title={strings.goodDay(name)}
      />
      <WaitingQueue />
    </>
  );
}

function waitingWords(lines: number, hasMore: boolean): string {
  if (lines === 0) return strings.waitingNothing;
  if (lines === 1 && !hasMore) return strings.waitingOne;
  return hasMore ? strings.waitingMoreThan(lines) : strings.waitingMany(lines);
}

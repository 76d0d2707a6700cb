"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { MessageCircleQuestion } from "lucide-react";
import { PagedCard } from "#src/client/paged-card.tsx";
import type { RequestLine } from "#src/features/requests/schema.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Status } from "#src/ui/status.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { CancelButton } from "./cancel-button.tsx";
import { askHref, closedRequestsQuery, openRequestsQuery, requestsHref } from "./request-queries.ts";
import { strings } from "./strings.ts";
import { useWhen } from "./use-when.ts";

/** "Asked by me": what waits for an answer, and what was answered. */
export function AskedPage() {
  const open = useInfiniteQuery(openRequestsQuery());
  const ask = (
    <LinkButton href={askHref(undefined, requestsHref)} variant="primary">
      {strings.ask}
    </LinkButton>
  );
  const openLines = open.data?.pages.flatMap(({ items }) => items);
  return (
    <>
      <PageHeader
        actions={openLines?.length === 0 ? null : ask}
        description={openLines && !open.hasNextPage ? strings.requestsHelp(openLines.length) : null}
        title={strings.requests}
      />
      <div className="flex flex-col gap-5">
        <PagedCard
          empty={
            <EmptyState
              actions={ask}
              compact
              description={strings.openEmptyHelp}
              icon={<MessageCircleQuestion />}
              title={strings.openEmpty}
            />
          }
          query={open}
          row={rowOf}
          skeletonRows={3}
          title={strings.open}
        />
        <Closed />
      </div>
    </>
  );
}

function Closed() {
  const closed = useInfiniteQuery(closedRequestsQuery());
  return (
    <PagedCard
      empty={<p className="px-5 py-6 text-muted max-md:px-4">{strings.closedEmpty}</p>}
      query={closed}
      row={rowOf}
      skeletonRows={3}
      title={strings.closed}
    />
  );
}

const rowOf = (line: RequestLine) => <Row key={line.assessmentId} line={line} />;

function Row({ line }: { line: RequestLine }) {
  const dates = useDates();
  const when = useWhen();
  const isWaiting = line.status === "REQUESTED";
  const isAssessed = line.status === "SUBMITTED" || line.status === "APPROVED" || line.status === "REJECTED";
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3 max-md:px-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">{line.competencyName}</p>
        <p className="num text-sm text-muted" suppressHydrationWarning>
          {strings.askedWhom(line.supervisorName, when(line.askedAt))}
        </p>
        {isWaiting && line.answerOn ? (
          <p className="num text-sm text-muted" suppressHydrationWarning>
            {strings.answerBy(dates.longDay(line.answerOn))}
            {line.isRenewed ? `. ${strings.renewed}` : null}
          </p>
        ) : null}
        {line.reason ? <p className="mt-1 whitespace-pre-line">{line.reason}</p> : null}
      </div>
      <div className="flex shrink-0 items-center gap-3">
        <Status status={line.status} word={strings.states[line.status]} />
        {isWaiting ? <CancelButton line={line} /> : null}
        {isAssessed ? (
          <TextLink
            aria-label={strings.openAssessmentOf(line.competencyName)}
            className="touch:py-2.5"
            href={`/assessment/${line.assessmentId}`}
            prefetch={false}
          >
            {strings.openAssessment}
          </TextLink>
        ) : null}
      </div>
    </li>
  );
}

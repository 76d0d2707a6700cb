"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, RotateCcw } from "lucide-react";
import { useState } from "react";
import { PagedCard } from "#src/client/paged-card.tsx";
import type { ErrorGroup } from "#src/features/health/schema.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { Segmented } from "#src/ui/segmented.tsx";
import { errorsQuery, useResolveError } from "./errors-queries.ts";
import { errorsStrings as strings } from "./errors-strings.ts";

type Shown = "UNRESOLVED" | "RESOLVED";

/** The unexpected errors of the program, one line for all that are the same. */
export function ErrorsCard() {
  const [shown, setShown] = useState<Shown>("UNRESOLVED");
  const query = useInfiniteQuery(errorsQuery(shown));
  return (
    <PagedCard
      actions={
        <Segmented
          label={strings.whichLabel}
          onValueChange={setShown}
          options={[
            { value: "UNRESOLVED", label: strings.unresolved },
            { value: "RESOLVED", label: strings.resolved },
          ]}
          value={shown}
        />
      }
      description={strings.help}
      empty={<EmptyState compact description={strings.noneHelp} icon={<CircleCheck />} title={strings.none[shown]} />}
      query={query}
      row={(group) => <Line group={group} key={group.id} />}
      skeletonRows={2}
      title={strings.title}
    />
  );
}

function Line({ group }: { group: ErrorGroup }) {
  const { kind, message, place, route, times, lastSeenAt, process, state } = group;
  const title = group.id.startsWith("others:") ? strings.others : kind;
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 px-5 py-3 max-md:px-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium break-words">{title}</p>
        {message === "" ? null : <p className="text-sm break-words">{message}</p>}
        <p className="text-sm break-words text-muted">
          {[strings.sources[process], route ?? place].filter(Boolean).join(" · ")}
        </p>
        <p className="text-sm text-muted">
          {strings.times(times)}, {strings.last} <DateText value={lastSeenAt} withinSentence />
        </p>
        <Details group={group} />
      </div>
      {state === "REGRESSED" ? (
        <Badge icon={<CircleAlert aria-hidden />} tone="danger">
          {strings.regressed}
        </Badge>
      ) : null}
      <Act group={group} />
    </li>
  );
}

function Act({ group: { id, kind, state } }: { group: ErrorGroup }) {
  const resolve = useResolveError();
  const isResolved = state === "RESOLVED";
  return (
    <Button
      aria-label={isResolved ? strings.reopenNamed(kind) : strings.resolveNamed(kind)}
      loading={resolve.isPending}
      onClick={() => resolve.mutate({ id, act: isResolved ? "reopen" : "resolve" })}
    >
      {isResolved ? (
        <>
          <RotateCcw aria-hidden /> {strings.reopen}
        </>
      ) : (
        strings.resolve
      )}
    </Button>
  );
}

function Details({ group: { place, stack, firstSeenAt, releases } }: { group: ErrorGroup }) {
  return (
    <details className="mt-1 text-sm">
      <summary className="inline-flex min-h-8 cursor-pointer items-center text-accent outline-offset-2 touch:min-h-11">
        {strings.details}
      </summary>
      <p className="text-muted">
        {strings.first} <DateText value={firstSeenAt} withinSentence />
      </p>
      <p className="break-words text-muted">{strings.releases(releases)}</p>
      {place ? <p className="break-words text-muted">{strings.place(place)}</p> : null}
      {stack.length > 0 ? (
        <ol className="mt-1 flex flex-col gap-0.5 font-mono text-xs break-all">
          {stack.map((frame, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a recursive function's frames are the same.
            <li key={index}>{frame}</li>
          ))}
        </ol>
      ) : (
        <p className="text-muted">{strings.noStack}</p>
      )}
    </details>
  );
}

"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { FileText } from "lucide-react";
import type { ReactNode } from "react";
import { PagedCard } from "#src/client/paged-card.tsx";
import type { SubmissionView } from "#src/features/submissions/values.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { strings } from "./strings.ts";
import {
  newSubmissionHref,
  noFilters,
  ownSubmissionHref,
  ownSubmissionsHref,
  submissionsQuery,
} from "./submission-queries.ts";
import { SubmissionRow } from "./submission-row.tsx";

/** A student's own evidence: what is open, then what was reviewed. */
export function OwnSubmissions() {
  const counts = useInfiniteQuery(submissionsQuery(noFilters)).data?.pages[0]?.counts;
  const open = useInfiniteQuery(submissionsQuery({ ...noFilters, view: "open" }));
  const submit = (
    <LinkButton href={newSubmissionHref(undefined, ownSubmissionsHref)} variant="primary">
      {strings.submitEvidence}
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        actions={open.data?.pages[0]?.items.length === 0 ? null : submit}
        description={counts ? strings.yoursHelp(counts.returned) : null}
        title={strings.yours}
      />
      <div className="flex flex-col gap-5">
        <Submissions
          empty={
            <EmptyState
              actions={submit}
              compact
              description={strings.openEmptyHelp}
              icon={<FileText />}
              title={strings.openEmpty}
            />
          }
          title={strings.open}
          view="open"
        />
        <Submissions
          empty={<p className="px-5 py-6 text-muted max-md:px-4">{strings.closedEmpty}</p>}
          title={strings.closed}
          view="closed"
        />
      </div>
    </>
  );
}

function Submissions({ view, title, empty }: { view: SubmissionView; title: string; empty: ReactNode }) {
  const query = useInfiniteQuery(submissionsQuery({ ...noFilters, view }));
  return (
    <PagedCard
      empty={empty}
      query={query}
      row={(line) => <SubmissionRow href={ownSubmissionHref(line.id)} key={line.id} line={line} />}
      skeletonRows={3}
      title={title}
    />
  );
}

"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck, SearchX } from "lucide-react";
import { useQueryStates } from "nuqs";
import { MoreLines } from "#src/client/paged-card.tsx";
import { QueryError } from "#src/client/query-content.tsx";
import { type SubmissionKind, submissionKinds } from "#src/features/submissions/values.ts";
import { Card, CardList } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { Segmented } from "#src/ui/segmented.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { TabLinks } from "#src/ui/tab-links.tsx";
import { strings } from "./strings.ts";
import { staffViews, submissionFilterParsers } from "./submission-filters.ts";
import { submissionPaths, submissionsQuery } from "./submission-queries.ts";
import { SubmissionRow } from "./submission-row.tsx";

/** Evidence as staff read it: what waits for a review, what is with its student, what was reviewed. */
export function StaffSubmissions({ basePath, isSchool = false }: { basePath: string; isSchool?: boolean }) {
  const [filters, setFilters] = useQueryStates(submissionFilterParsers, { shallow: true, history: "replace" });
  const query = useInfiniteQuery(submissionsQuery(filters));
  const [first] = query.data?.pages ?? [];
  const lines = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const hrefOf = (view: string) => (view === "waiting" ? basePath : `${basePath}?view=${view}`);
  return (
    <>
      <PageHeader
        actions={<ExportLink href={submissionPaths.export(filters)} />}
        description={isSchool ? strings.schoolHelp : first ? strings.toReviewHelp(first.counts.waiting) : null}
        title={isSchool ? strings.title : strings.toReview}
      />
      <TabLinks
        label={strings.viewsLabel}
        onValueChange={(view) => void setFilters({ view })}
        tabs={staffViews.map((view) => ({
          value: view,
          label: strings.views[view],
          href: hrefOf(view),
          ...(first ? { count: first.counts[view] } : {}),
        }))}
        value={filters.view}
      />
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <SearchField
          className="min-w-0 flex-1 basis-56 sm:max-w-72"
          hideLabel
          label={strings.find}
          onValueChange={(search) => void setFilters({ search: search === "" ? null : search })}
          placeholder={strings.findPlaceholder}
          value={filters.search}
        />
        <Segmented<SubmissionKind | null>
          label={strings.kindFilter}
          onValueChange={(kind) => void setFilters({ kind })}
          options={[
            { value: null, label: strings.allKinds },
            ...submissionKinds.map((kind) => ({ value: kind, label: strings.kinds[kind] })),
          ]}
          value={filters.kind}
        />
      </div>
      {query.isPending ? (
        <ListSkeleton header={false} rows={6} />
      ) : query.isError && lines.length === 0 ? (
        <QueryError query={query} />
      ) : (
        <Card
          aria-label={strings.views[filters.view]}
          className={query.isPlaceholderData ? "opacity-60 transition-opacity duration-150" : ""}
        >
          {lines.length === 0 ? (
            filters.search === "" ? (
              <EmptyState
                compact
                description={strings.noneHelp[filters.view]}
                icon={<CircleCheck />}
                title={strings.noneTitles[filters.view]}
              />
            ) : (
              <EmptyState compact description={strings.noMatchHelp} icon={<SearchX />} title={strings.noMatch} />
            )
          ) : (
            <CardList>
              {lines.map((line) => (
                <SubmissionRow href={`${basePath}/${line.id}`} isStaff key={line.id} line={line} />
              ))}
            </CardList>
          )}
          {query.hasNextPage ? <MoreLines query={query} shown={lines.length} /> : null}
        </Card>
      )}
    </>
  );
}

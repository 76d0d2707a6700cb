"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { RefreshCw, SearchX } from "lucide-react";
import { useQueryStates } from "nuqs";
import { Problem } from "#src/client/api.ts";
import type { Renewal, RenewalCounts } from "#src/features/renewals/schema.ts";
import { type RenewalFilter, renewalFilters } from "#src/features/renewals/values.ts";
import { Button, buttonStyle } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { type Column, DataTable } from "#src/ui/data-table/data-table.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { LoadMore } from "#src/ui/load-more.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Person } from "#src/ui/person.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { Select } from "#src/ui/select.tsx";
import { renewalFilterParsers } from "./renewal-filters.ts";
import { renewalCountsQuery, renewalPaths, renewalsQuery } from "./renewal-queries.ts";
import { RenewalState } from "./renewal-state.tsx";
import { strings } from "./strings.ts";

type Option = { value: string; label: string };

/** "No filter", as a value that a Select can hold. */
const any = "any";

/** The school's list of who has to renew what by when. */
export function RenewalsPage({ cohorts }: { cohorts: readonly Option[] }) {
  const [filters, setFilters] = useQueryStates(renewalFilterParsers, { shallow: true, history: "replace" });
  const query = useInfiniteQuery(renewalsQuery(filters));
  const counts = useQuery(renewalCountsQuery());
  const renewals = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const activeCount =
    Number(filters.state !== "NEEDED") + Number(filters.cohort !== "") + Number(filters.competency !== "");
  const isFiltered = activeCount > 0 || filters.search !== "";
  return (
    <>
      <PageHeader
        actions={
          <a className={buttonStyle()} download href={renewalPaths.export(filters)}>
            {strings.export}
          </a>
        }
        description={strings.help}
        title={strings.title}
      />
      <FilterBar
        activeCount={activeCount}
        onClear={() => void setFilters({ state: null, cohort: null, competency: null })}
        search={
          <SearchField
            label={strings.find}
            onValueChange={(search) => void setFilters({ search: search === "" ? null : search })}
            placeholder={strings.findPlaceholder}
            value={filters.search}
          />
        }
      >
        <Select
          label={strings.state}
          onValueChange={(value) => void setFilters({ state: renewalFilters.find((one) => one === value) ?? null })}
          options={renewalFilters.map((value) => ({ value, label: stateLabel(value, counts.data) }))}
          value={filters.state}
        />
        <Select
          label={strings.cohort}
          onValueChange={(value) => void setFilters({ cohort: value === any ? null : value })}
          options={[{ value: any, label: strings.allCohorts }, ...cohorts]}
          value={filters.cohort === "" ? any : filters.cohort}
        />
        <Select
          label={strings.competency}
          onValueChange={(value) => void setFilters({ competency: value === any ? null : value })}
          options={[
            { value: any, label: strings.allCompetencies },
            ...(counts.data?.competencies ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          value={filters.competency === "" ? any : filters.competency}
        />
      </FilterBar>
      {query.isError && renewals.length === 0 ? (
        <Card>
          <ErrorState
            compact
            onRetry={() => void query.refetch()}
            reference={query.error instanceof Problem ? query.error.requestId : undefined}
            retrying={query.isFetching}
            title={strings.failed}
          />
        </Card>
      ) : (
        <DataTable
          className={query.isPlaceholderData ? "opacity-60 transition-opacity duration-150" : ""}
          columns={columns}
          empty={
            isFiltered ? (
              <EmptyState
                actions={<Button onClick={() => void setFilters(null)}>{strings.clearFilters}</Button>}
                compact
                description={strings.noMatchesHelp}
                icon={<SearchX />}
                title={strings.noMatches}
              />
            ) : (
              <EmptyState compact description={strings.nothingHelp} icon={<RefreshCw />} title={strings.nothing} />
            )
          }
          footer={
            query.isPending ? null : (
              <LoadMore
                hasMore={query.hasNextPage}
                loading={query.isFetchingNextPage}
                onLoadMore={() => void query.fetchNextPage()}
                shown={renewals.length}
              />
            )
          }
          label={strings.title}
          loading={query.isPending}
          rowKey={(renewal) => renewal.assignmentId}
          rowLabel={(renewal) => `${renewal.studentName}: ${renewal.competencyName}`}
          rows={renewals}
        />
      )}
    </>
  );
}

function stateLabel(filter: RenewalFilter, counts: RenewalCounts | undefined): string {
  const word = strings.states[filter];
  if (!counts) return word;
  const { expired, expiresSoon, valid } = counts;
  const count = {
    NEEDED: expired + expiresSoon,
    EXPIRED: expired,
    EXPIRES_SOON: expiresSoon,
    VALID: valid,
    ALL: expired + expiresSoon + valid,
  };
  return strings.counted(word, count[filter]);
}

const columns: Column<Renewal>[] = [
  {
    id: "student",
    header: strings.student,
    phone: "title",
    cell: (renewal) => (
      <Person
        link={
          <RowLink href={`/dashboard/school-admin/students/${renewal.studentId}/competencies/${renewal.assignmentId}`}>
            {renewal.studentName}
          </RowLink>
        }
        meta={renewal.studentNumber}
        name={renewal.studentName}
      />
    ),
  },
  { id: "competency", header: strings.competency, cell: (renewal) => renewal.competencyName },
  {
    id: "cohort",
    header: strings.cohort,
    wideOnly: true,
    phone: "hidden",
    cell: (renewal) => renewal.cohort,
  },
  {
    id: "completedOn",
    header: strings.completedOn,
    wideOnly: true,
    cell: (renewal) => (
      <span className="num">
        <DateText className="whitespace-nowrap" value={renewal.completedOn} />
        {renewal.completions > 1 ? (
          <span className="block text-sm text-muted">{strings.completions(renewal.completions)}</span>
        ) : null}
      </span>
    ),
  },
  {
    id: "expiresOn",
    header: strings.expiresOn,
    cell: (renewal) => <DateText className="num whitespace-nowrap" value={renewal.expiresOn} />,
  },
  {
    id: "state",
    header: strings.state,
    phone: "corner",
    cell: (renewal) => <RenewalState renewal={renewal} />,
  },
];

"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useQueryStates } from "nuqs";
import { FilteredTable } from "#src/client/filtered-table.tsx";
import type { Renewal, RenewalCounts } from "#src/features/renewals/schema.ts";
import { type RenewalFilter, renewalFilters, renewalSorts } from "#src/features/renewals/values.ts";
import type { Column } from "#src/ui/data-table/data-table.tsx";
import { sortProps } from "#src/ui/data-table/sort-in-address.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Person } from "#src/ui/person.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { adminStrings } from "./admin-strings.ts";
import { renewalFilterParsers } from "./renewal-filters.ts";
import { renewalCountsQuery, renewalPaths, renewalsQuery } from "./renewal-queries.ts";
import { RenewalState } from "./renewal-state.tsx";
import { strings } from "./strings.ts";

type Option = { value: string; label: string };

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
        actions={<ExportLink href={renewalPaths.export(filters)} />}
        description={strings.help}
        title={strings.title}
      />
      <FilterBar
        activeCount={activeCount}
        onClear={() => void setFilters({ state: null, cohort: null, competency: null })}
        search={
          <SearchField
            hideLabel
            label={strings.find}
            onValueChange={(search) => void setFilters({ search: search === "" ? null : search })}
            placeholder={strings.findPlaceholder}
            value={filters.search}
          />
        }
      >
        <FilterSelect
          label={strings.state}
          none={stateLabel("NEEDED", counts.data)}
          onValueChange={(state) => void setFilters({ state })}
          options={renewalFilters
            .filter((value) => value !== "NEEDED")
            .map((value) => ({ value, label: stateLabel(value, counts.data) }))}
          value={filters.state === "NEEDED" ? null : filters.state}
        />
        <FilterSelect
          label={strings.cohort}
          none={strings.allCohorts}
          onValueChange={(cohort) => void setFilters({ cohort })}
          options={cohorts}
          value={filters.cohort}
        />
        <FilterSelect
          label={strings.competency}
          none={strings.allCompetencies}
          onValueChange={(competency) => void setFilters({ competency })}
          options={(counts.data?.competencies ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={filters.competency}
        />
      </FilterBar>
      <FilteredTable
        {...sortProps(renewalSorts, filters, { id: "expiresOn", direction: "asc" }, (next) => void setFilters(next))}
        columns={columns}
        isFiltered={isFiltered}
        label={strings.title}
        nothing={
          <EmptyState
            actions={<LinkButton href="/dashboard/school-admin/frameworks">{adminStrings.toFrameworks}</LinkButton>}
            compact
            description={adminStrings.nothingHelp}
            icon={<RefreshCw />}
            title={adminStrings.nothing}
          />
        }
        onClear={() => void setFilters(null)}
        query={query}
        rowKey={(renewal) => renewal.assignmentId}
        rowLabel={(renewal) => `${renewal.studentName}: ${renewal.competencyName}`}
        rows={renewals}
        words={strings}
      />
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
    sortsOnServer: true,
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
  { id: "competency", sortsOnServer: true, header: strings.competency, cell: (renewal) => renewal.competencyName },
  {
    id: "cohort",
    sortsOnServer: true,
    header: strings.cohort,
    wideOnly: true,
    phone: "hidden",
    cell: (renewal) => renewal.cohort,
  },
  {
    id: "completedOn",
    sortsOnServer: true,
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
    sortsOnServer: true,
    header: strings.expiresOn,
    cell: (renewal) => <DateText className="num whitespace-nowrap" value={renewal.expiresOn} />,
  },
  {
    id: "state",
    sortsOnServer: true,
    header: strings.state,
    phone: "corner",
    cell: (renewal) => <RenewalState renewal={renewal} />,
  },
];

"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { BadgeCheck } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useState } from "react";
import { FilteredTable } from "#src/client/filtered-table.tsx";
import type { WaitingLine } from "#src/features/approvals/schema.ts";
import { approvalSorts } from "#src/features/approvals/values.ts";
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
import { strings } from "./admin-strings.ts";
import { approvalFilterParsers } from "./approval-filters.ts";
import { approvalPaths, approvalsQuery } from "./approval-queries.ts";
import { ApproveSelected } from "./approve-selected.tsx";

type Option = { value: string; label: string };

/** The completions that wait for the school's approval. */
export function ApprovalsPage({ cohorts }: { cohorts: readonly Option[] }) {
  const [filters, setFilters] = useQueryStates(approvalFilterParsers, { shallow: true, history: "replace" });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const query = useInfiniteQuery(approvalsQuery(filters));
  const waiting = query.data?.pages.flatMap(({ items }) => items) ?? [];
  // What was approved elsewhere meanwhile is selected no more.
  const ids = waiting.map(({ assignmentId }) => assignmentId).filter((id) => selected.has(id));
  const isFiltered = filters.cohort !== "" || filters.search !== "";
  const total = query.data?.pages[0]?.total;
  return (
    <>
      <PageHeader
        actions={<ExportLink href={approvalPaths.export(filters)} />}
        description={strings.help}
        title={strings.title}
      />
      <FilterBar
        activeCount={Number(filters.cohort !== "")}
        onClear={() => void setFilters({ cohort: null })}
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
          label={strings.cohort}
          none={strings.allCohorts}
          onValueChange={(cohort) => void setFilters({ cohort })}
          options={cohorts}
          value={filters.cohort}
        />
      </FilterBar>
      <FilteredTable
        {...sortProps(approvalSorts, filters, { id: "completedOn", direction: "asc" }, (next) => void setFilters(next))}
        columns={columns}
        isFiltered={isFiltered}
        label={total ? strings.waiting(total) : strings.title}
        nothing={
          <EmptyState
            actions={<LinkButton href="/dashboard/school-admin/frameworks">{strings.toFrameworks}</LinkButton>}
            compact
            description={strings.nothingHelp}
            icon={<BadgeCheck />}
            title={strings.nothing}
          />
        }
        onClear={() => void setFilters(null)}
        onSelectedChange={setSelected}
        query={query}
        rowKey={(line) => line.assignmentId}
        rowLabel={(line) => `${line.studentName}: ${line.competencyName}`}
        rows={waiting}
        selected={new Set(ids)}
        selectionActions={<ApproveSelected ids={ids} onApproved={() => setSelected(new Set())} />}
        words={strings}
      />
    </>
  );
}

const columns: Column<WaitingLine>[] = [
  {
    id: "student",
    sortsOnServer: true,
    header: strings.student,
    phone: "title",
    cell: (line) => (
      <Person
        link={
          <RowLink href={`/dashboard/school-admin/students/${line.studentId}/competencies/${line.assignmentId}`}>
            {line.studentName}
          </RowLink>
        }
        meta={line.studentNumber}
        name={line.studentName}
      />
    ),
  },
  {
    id: "competency",
    sortsOnServer: true,
    header: strings.competency,
    cell: (line) => (
      <span>
        {line.competencyName}
        <span className="block text-sm text-muted">{line.framework}</span>
      </span>
    ),
  },
  {
    id: "cohort",
    sortsOnServer: true,
    header: strings.cohort,
    wideOnly: true,
    phone: "hidden",
    cell: (line) => line.cohort,
  },
  {
    id: "evidence",
    header: strings.evidence,
    wideOnly: true,
    cell: (line) => <span className="num">{strings.evidenceOf(line.observations, line.evaluators)}</span>,
  },
  {
    id: "completedOn",
    sortsOnServer: true,
    header: strings.completedOn,
    cell: (line) => <DateText className="num whitespace-nowrap" value={line.completedOn} />,
  },
];

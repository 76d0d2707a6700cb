"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX, Users } from "lucide-react";
import { useQueryStates } from "nuqs";
import { MoreLines } from "#src/client/paged-card.tsx";
import { QueryError } from "#src/client/query-content.tsx";
import type { DeploymentStudent } from "#src/features/deployments/schema.ts";
import { deploymentStudentSorts, studentStates } from "#src/features/deployments/values.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { CountBar } from "#src/ui/count-bar.tsx";
import { type Column, DataTable } from "#src/ui/data-table/data-table.tsx";
import { sortProps } from "#src/ui/data-table/sort-in-address.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { Person } from "#src/ui/person.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { studentFilterParsers } from "./deployment-filters.ts";
import { studentsExportPath } from "./deployment-paths.ts";
import { deploymentStudentsQuery } from "./deployment-queries.ts";
import { listStrings } from "./list-strings.ts";

type DeploymentStudentsProps = { deploymentId: string; groups: readonly { value: string; label: string }[] };

/** The students of an assignment, narrowed by the address: the figures of the page lead here. */
export function DeploymentStudents({ deploymentId, groups }: DeploymentStudentsProps) {
  const [filters, setFilters] = useQueryStates(studentFilterParsers, { shallow: true, history: "replace" });
  const query = useInfiniteQuery(deploymentStudentsQuery(deploymentId, filters));
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const activeCount = Number(filters.state !== null) + Number(filters.group !== "");
  return (
    <section aria-labelledby="deployment-students" className="min-w-0">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg font-semibold" id="deployment-students">
          {listStrings.students}
        </h2>
        <ExportLink href={studentsExportPath(deploymentId, filters)} />
      </div>
      <FilterBar
        activeCount={activeCount}
        onClear={() => void setFilters({ state: null, group: null })}
        search={
          <SearchField
            hideLabel
            label={listStrings.findStudent}
            onValueChange={(search) => void setFilters({ search: search === "" ? null : search })}
            placeholder={listStrings.findStudentPlaceholder}
            value={filters.search}
          />
        }
      >
        <FilterSelect
          label={listStrings.state}
          none={listStrings.anyState}
          onValueChange={(state) => void setFilters({ state })}
          options={studentStates.map((value) => ({ value, label: listStrings.states[value] }))}
          value={filters.state}
        />
        {groups.length > 1 ? (
          <FilterSelect
            label={listStrings.group}
            none={listStrings.anyGroup}
            onValueChange={(group) => void setFilters({ group })}
            options={groups}
            value={filters.group}
          />
        ) : null}
      </FilterBar>
      {query.isError && rows.length === 0 ? (
        <QueryError query={query} title={listStrings.failed} />
      ) : (
        <DataTable
          {...sortProps(
            deploymentStudentSorts,
            filters,
            { id: "student", direction: "asc" },
            (next) => void setFilters(next),
          )}
          className={query.isPlaceholderData ? "opacity-60 transition-opacity duration-150" : ""}
          columns={columns}
          empty={
            activeCount > 0 || filters.search !== "" ? (
              <EmptyState
                actions={<Button onClick={() => void setFilters(null)}>{listStrings.clear}</Button>}
                compact
                description={listStrings.noMatchHelp}
                icon={<SearchX />}
                title={listStrings.noMatch}
              />
            ) : (
              <EmptyState
                compact
                description={listStrings.noStudentsHelp}
                icon={<Users />}
                title={listStrings.noStudents}
              />
            )
          }
          footer={query.isPending ? null : <MoreLines query={query} shown={rows.length} />}
          label={listStrings.students}
          loading={query.isPending}
          rowKey={(row) => row.studentId}
          rowLabel={(row) => row.name}
          rows={rows}
        />
      )}
    </section>
  );
}

const columns: Column<DeploymentStudent>[] = [
  {
    id: "student",
    header: listStrings.student,
    phone: "title",
    sortsOnServer: true,
    cell: (row) => (
      <Person
        link={<RowLink href={`/dashboard/school-admin/students/${row.studentId}`}>{row.name}</RowLink>}
        meta={row.cohort}
        name={row.name}
      />
    ),
  },
  {
    id: "completed",
    header: listStrings.completedOf,
    sortsOnServer: true,
    cell: (row) => <CountBar done={row.completed} label={listStrings.completedOf} total={row.total} />,
  },
  {
    id: "overdue",
    header: listStrings.overdue,
    align: "end",
    sortsOnServer: true,
    cell: (row) =>
      row.overdue > 0 ? (
        <span className="num font-medium text-warning">{row.overdue}</span>
      ) : (
        <span className="text-muted">{listStrings.nothingOverdue}</span>
      ),
  },
  {
    id: "due",
    header: listStrings.nextDue,
    sortsOnServer: true,
    cell: (row) => (
      <span className="num flex flex-wrap items-center gap-1.5">
        {row.dueOn ? (
          <DateText className="whitespace-nowrap" value={row.dueOn} />
        ) : (
          <span className="text-muted">{listStrings.noDue}</span>
        )}
        {row.isDueByHand ? <Badge>{listStrings.byHand}</Badge> : null}
        {row.hasMoved ? <Badge>{listStrings.hasMoved}</Badge> : null}
      </span>
    ),
  },
];

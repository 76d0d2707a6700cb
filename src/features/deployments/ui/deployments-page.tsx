"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX, Send } from "lucide-react";
import { useQueryStates } from "nuqs";
import { MoreLines } from "#src/client/paged-card.tsx";
import { QueryError } from "#src/client/query-content.tsx";
import type { DeploymentLine } from "#src/features/deployments/schema.ts";
import { deploymentSorts, deploymentStatuses, dueRuleWords } from "#src/features/deployments/values.ts";
import { Button } from "#src/ui/button.tsx";
import { CountBar } from "#src/ui/count-bar.tsx";
import { type Column, DataTable } from "#src/ui/data-table/data-table.tsx";
import { sortProps } from "#src/ui/data-table/sort-in-address.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { Status } from "#src/ui/status.tsx";
import { AssignmentTabs } from "./assignment-tabs.tsx";
import { deploymentFilterParsers } from "./deployment-filters.ts";
import { deploymentExportPath, deploymentPages } from "./deployment-paths.ts";
import { deploymentListQuery, isUnderWay } from "./deployment-queries.ts";
import { listStrings } from "./list-strings.ts";
import { targetsInWords } from "./targets-in-words.ts";

type Option = { value: string; label: string };

/** What is assigned to whom in the school, newest first. */
export function DeploymentsPage({ groups }: { groups: readonly Option[] }) {
  const [filters, setFilters] = useQueryStates(deploymentFilterParsers, { shallow: true, history: "replace" });
  const query = useInfiniteQuery(deploymentListQuery(filters));
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const activeCount = Number(filters.status !== null) + Number(filters.group !== "");
  const isFiltered = activeCount > 0 || filters.search !== "";
  return (
    <>
      <PageHeader
        actions={
          <>
            <ExportLink href={deploymentExportPath(filters)} />
            <LinkButton href={deploymentPages.frameworks} icon={<Send aria-hidden />} variant="primary">
              {listStrings.assign}
            </LinkButton>
          </>
        }
        description={listStrings.help}
        title={listStrings.title}
      />
      <AssignmentTabs current="assigned" />
      <FilterBar
        activeCount={activeCount}
        onClear={() => void setFilters({ status: null, group: null })}
        search={
          <SearchField
            hideLabel
            label={listStrings.find}
            onValueChange={(search) => void setFilters({ search: search === "" ? null : search })}
            placeholder={listStrings.findPlaceholder}
            value={filters.search}
          />
        }
      >
        <FilterSelect
          label={listStrings.status}
          none={listStrings.anyStatus}
          onValueChange={(status) => void setFilters({ status })}
          options={deploymentStatuses.map((value) => ({ value, label: listStrings.statuses[value] }))}
          value={filters.status}
        />
        <FilterSelect
          label={listStrings.group}
          none={listStrings.anyGroup}
          onValueChange={(group) => void setFilters({ group })}
          options={groups}
          value={filters.group}
        />
      </FilterBar>
      {query.isError && rows.length === 0 ? (
        <QueryError query={query} title={listStrings.failed} />
      ) : (
        <DataTable
          {...sortProps(deploymentSorts, filters, { id: "newest", direction: "desc" }, (next) => void setFilters(next))}
          className={query.isPlaceholderData ? "opacity-60 transition-opacity duration-150" : ""}
          columns={columns}
          empty={
            isFiltered ? (
              <EmptyState
                actions={<Button onClick={() => void setFilters(null)}>{listStrings.clear}</Button>}
                compact
                description={listStrings.noMatchHelp}
                icon={<SearchX />}
                title={listStrings.noMatch}
              />
            ) : (
              <EmptyState
                actions={<LinkButton href={deploymentPages.frameworks}>{listStrings.toFrameworks}</LinkButton>}
                description={listStrings.noneHelp}
                icon={<Send />}
                title={listStrings.noneTitle}
              />
            )
          }
          footer={query.isPending ? null : <MoreLines query={query} shown={rows.length} />}
          label={listStrings.title}
          loading={query.isPending}
          rowKey={(row) => row.id}
          rowLabel={(row) => `${row.frameworkName}: ${targetsInWords(row.targets)}`}
          rows={rows}
        />
      )}
    </>
  );
}

const columns: Column<DeploymentLine>[] = [
  {
    id: "framework",
    header: listStrings.framework,
    phone: "title",
    sortsOnServer: true,
    cell: (row) => (
      <RowLink className="block min-w-0 text-pretty" href={deploymentPages.students(row.id)}>
        {row.frameworkName}
      </RowLink>
    ),
  },
  {
    id: "who",
    header: listStrings.who,
    sortsOnServer: true,
    cell: (row) => <span className="text-pretty">{targetsInWords(row.targets)}</span>,
  },
  {
    id: "status",
    header: listStrings.status,
    phone: "corner",
    sortsOnServer: true,
    cell: (row) => <Status status={row.status} />,
  },
  {
    id: "from",
    header: listStrings.from,
    sortsOnServer: true,
    cell: (row) => <DateText className="num whitespace-nowrap" value={row.effectiveOn} />,
  },
  {
    id: "due",
    header: listStrings.due,
    sortsOnServer: true,
    cell: (row) => <Due row={row} />,
  },
  {
    id: "assignments",
    header: listStrings.assignments,
    align: "end",
    wideOnly: true,
    sortsOnServer: true,
    cell: (row) =>
      isUnderWay(row) ? (
        <CountBar done={row.assignmentsDone} label={listStrings.assignments} total={row.assignmentsPlanned} />
      ) : (
        <span className="num">{row.assignmentsDone}</span>
      ),
  },
];

function Due({ row: { dueOn, dueRule } }: { row: Pick<DeploymentLine, "dueOn" | "dueRule"> }) {
  if (dueRule) return <span className="text-pretty">{dueRuleWords(dueRule)}</span>;
  if (dueOn) return <DateText className="num whitespace-nowrap" value={dueOn} />;
  return <span className="text-muted">{listStrings.noDue}</span>;
}

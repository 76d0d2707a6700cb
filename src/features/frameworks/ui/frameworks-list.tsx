"use client";

import { Library, SearchX } from "lucide-react";
import { useQueryStates } from "nuqs";
import { MoreLines } from "#src/client/paged-card.tsx";
import { QueryError } from "#src/client/query-content.tsx";
import type { FrameworkLine } from "#src/features/frameworks/schema.ts";
import { frameworkSorts, frameworkStatuses } from "#src/features/frameworks/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { type Column, DataTable } from "#src/ui/data-table/data-table.tsx";
import { sortProps } from "#src/ui/data-table/sort-in-address.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { Status, statusWord } from "#src/ui/status.tsx";
import { NewFramework } from "./editor/new-framework-later.tsx";
import { type FrameworkFilters, frameworkFilterParsers } from "./framework-filters.ts";
import { frameworkPages, frameworksExportPath } from "./framework-paths.ts";
import { type FrameworksPage, useFrameworkPages } from "./framework-queries.ts";
import { listStrings } from "./list-strings.ts";
import { strings } from "./strings.ts";

type FrameworksListProps = {
  initial: { filters: FrameworkFilters; page: FrameworksPage };
  /** Whether the reader may import frameworks. */
  canManage: boolean;
};

export function FrameworksList({ initial, canManage }: FrameworksListProps) {
  const [filters, setFilters] = useQueryStates(frameworkFilterParsers);
  const query = useFrameworkPages(filters, initial);
  const frameworks = query.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = filters.search !== "" || filters.status !== null;

  if (!isFiltered && !query.isPending && !query.isError && frameworks.length === 0) {
    return (
      <Card>
        <NoFrameworks canManage={canManage} />
      </Card>
    );
  }
  return (
    <>
      <FilterBar
        activeCount={Number(filters.status !== null)}
        end={<ExportLink href={frameworksExportPath(filters)} />}
        onClear={() => setFilters({ status: null })}
        search={
          <SearchField
            hideLabel
            label={listStrings.findFramework}
            onValueChange={(search) => setFilters({ search: search === "" ? null : search })}
            placeholder={listStrings.findPlaceholder}
            value={filters.search}
          />
        }
      >
        <FilterSelect
          label={listStrings.status}
          none={listStrings.anyStatus}
          onValueChange={(status) => setFilters({ status })}
          options={frameworkStatuses.map((status) => ({ value: status, label: statusWord(status) }))}
          value={filters.status}
        />
      </FilterBar>
      {query.isError && frameworks.length === 0 ? (
        <QueryError query={query} title={listStrings.listFailed} />
      ) : (
        <DataTable
          className={query.isPlaceholderData ? "opacity-60 transition-opacity duration-150" : ""}
          {...sortProps(frameworkSorts, filters, { id: "updated", direction: "desc" }, (next) => setFilters(next))}
          columns={columns}
          empty={
            <EmptyState
              actions={
                <Button onClick={() => setFilters({ search: null, status: null })}>{listStrings.clearFilters}</Button>
              }
              compact
              description={listStrings.noMatchHelp}
              icon={<SearchX />}
              title={listStrings.noMatchTitle}
            />
          }
          footer={query.isPending ? null : <MoreLines query={query} shown={frameworks.length} />}
          label={strings.frameworks}
          loading={query.isPending}
          rowKey={(framework) => framework.id}
          rowLabel={(framework) => framework.name}
          rows={frameworks}
        />
      )}
    </>
  );
}

function NoFrameworks({ canManage }: { canManage: boolean }) {
  return (
    <EmptyState
      actions={
        canManage ? (
          <>
            <LinkButton href={frameworkPages.import} variant="primary">
              {listStrings.importFramework}
            </LinkButton>
            <NewFramework />
          </>
        ) : null
      }
      description={canManage ? listStrings.emptyHelp : listStrings.emptyReadOnly}
      icon={<Library />}
      title={listStrings.emptyTitle}
    />
  );
}

const columns: Column<FrameworkLine>[] = [
  {
    id: "name",
    sortsOnServer: true,
    header: listStrings.name,
    phone: "title",
    cell: (framework) => <RowLink href={frameworkPages.one(framework.id)}>{framework.name}</RowLink>,
  },
  {
    id: "version",
    sortsOnServer: true,
    header: strings.version,
    phone: "hidden",
    cell: (framework) => framework.version || <span className="text-muted">{strings.noVersion}</span>,
  },
  {
    id: "status",
    sortsOnServer: true,
    header: listStrings.status,
    phone: "corner",
    cell: (framework) => <Status status={framework.status} />,
  },
  {
    id: "competencies",
    sortsOnServer: true,
    header: listStrings.competencies,
    align: "end",
    cell: (framework) => framework.competencies,
  },
  {
    id: "deployments",
    sortsOnServer: true,
    header: listStrings.deployments,
    align: "end",
    cell: (framework) =>
      framework.deployments > 0 ? framework.deployments : <span className="text-muted">{listStrings.never}</span>,
  },
  {
    id: "updated",
    sortsOnServer: true,
    header: strings.updated,
    phone: "hidden",
    cell: (framework) => <DateText className="whitespace-nowrap text-muted" value={framework.updatedAt} />,
  },
];

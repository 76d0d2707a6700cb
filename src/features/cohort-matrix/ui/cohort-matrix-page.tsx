"use client";

import { useQuery } from "@tanstack/react-query";
import { Grid3x3, SearchX, Users } from "lucide-react";
import { useQueryStates } from "nuqs";
import { type ReactNode, useCallback, useDeferredValue, useMemo } from "react";
import { Problem } from "#src/client/api.ts";
import { ProvenExportLink } from "#src/client/proven-export-link.tsx";
import { QueryError } from "#src/client/query-content.tsx";
import type { ChoicesAnswer } from "#src/features/cohort-matrix/schema.ts";
import { standingNames } from "#src/features/progress/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { useRegisterShortcuts } from "#src/ui/shortcuts.ts";
import { Loading, Skeleton } from "#src/ui/skeleton.tsx";
import { type Arrangement, arrangeRows, concentrationOf } from "./arrange-rows.ts";
import { CohortMatrix, type StudentsHref } from "./cohort-matrix.tsx";
import { type CellMode, matrixFilterParsers, rowSorts } from "./matrix-filters.ts";
import { MatrixLegend } from "./matrix-legend.tsx";
import { choicesQuery, matrixPaths, matrixQuery } from "./matrix-queries.ts";
import type { CountedMatrix } from "./parse-matrix.ts";
import { strings } from "./strings.ts";

const shortcuts = [
  { keys: ["←", "↑", "↓", "→"], does: strings.keys.move },
  { keys: [strings.keyNames.home, strings.keyNames.end], does: strings.keys.ends },
  { keys: [strings.keyNames.enter], does: strings.keys.open },
  { keys: [strings.keyNames.sort], does: strings.keys.sort },
];

type CohortMatrixPageProps = {
  studentsHref: StudentsHref;
  /** The title and the tabs of the pages among which the matrix stands. */
  title?: string;
  tabs?: ReactNode;
};

/** The matrix of the reader's students, with filters that are kept in the address. */
export function CohortMatrixPage({ studentsHref, title = strings.title, tabs }: CohortMatrixPageProps) {
  useRegisterShortcuts(shortcuts);
  const [filters, setFilters] = useQueryStates(matrixFilterParsers, { shallow: true, history: "replace" });
  const choices = useQuery(choicesQuery(filters));
  const frameworks = choices.data?.frameworks ?? [];
  const framework = (frameworks.find(({ id }) => id === filters.framework) ?? frameworks[0])?.id;
  const query = useQuery(matrixQuery(filters, framework));
  // So that drawing it anew is no one task.
  const matrix = useDeferredValue(query.data);
  const shown = useShown(filters);
  const found = useArranged(matrix, shown);
  const concentration = useMemo(() => matrix && concentrationOf(matrix.rows), [matrix]);
  const competency = matrix?.frame.competencies.find(({ id }) => id === filters.sort);
  const onSort = useCallback(
    (sort: string) => void setFilters({ sort: sort === filters.sort ? null : sort }),
    [filters.sort, setFilters],
  );
  return (
    <>
      <PageHeader
        actions={
          framework === undefined ? null : (
            <>
              <ProvenExportLink href={matrixPaths.export(filters, framework, "csv")}>
                {strings.exportCsv}
              </ProvenExportLink>
              <ProvenExportLink href={matrixPaths.export(filters, framework, "xlsx")}>
                {strings.exportXlsx}
              </ProvenExportLink>
            </>
          )
        }
        description={
          // On a phone it takes some lines, which are kept free for it.
          <span className="block min-h-[1lh] max-md:min-h-[3lh]">
            {matrix && found
              ? [
                  `${strings.help(found.rows.length, matrix.rows.length)}.`,
                  concentration && strings.concentration(concentration.count, concentration.theirs, concentration.all),
                  found.assigned < matrix.rows.length && strings.others(matrix.rows.length - found.assigned),
                ]
                  .filter(Boolean)
                  .join(" ")
              : null}
          </span>
        }
        title={title}
      />
      {tabs}
      <Filters
        choices={choices.data}
        filters={filters}
        framework={framework}
        onChange={(changed) => void setFilters(changed)}
        sortedBy={competency?.shortName ?? competency?.name}
      />
      {query.isError && !matrix ? (
        query.error instanceof Problem && query.error.status === 422 ? (
          <Card>
            <EmptyState description={strings.chooseLess} icon={<Users />} title={strings.tooMuch} />
          </Card>
        ) : (
          <QueryError query={query} title={strings.failed} />
        )
      ) : choices.isError && !choices.data ? (
        <QueryError query={choices} title={strings.failed} />
      ) : choices.data && framework === undefined ? (
        <Card>
          <EmptyState description={strings.nothingHelp} icon={<Grid3x3 />} title={strings.nothing} />
        </Card>
      ) : matrix && found ? (
        <>
          <Card className={query.isPlaceholderData ? "overflow-clip opacity-60" : "overflow-clip"}>
            <MatrixLegend
              counts={found.totals.byStanding}
              mode={filters.show}
              only={filters.only}
              onModeChange={(show) => void setFilters({ show })}
              onOnlyChange={(only) => void setFilters({ only: only.length > 0 ? only : null })}
              standings={matrix.standings}
            />
            {found.rows.length === 0 ? (
              <NoRows
                hasStudents={matrix.rows.length > 0}
                onShowAll={() => void setFilters({ search: null, only: null })}
              />
            ) : (
              <CohortMatrix
                canRemind={studentsHref === "/dashboard/school-admin/students"}
                matrix={matrix}
                mode={shown.show}
                onSort={onSort}
                only={shown.only}
                rows={found.rows}
                sort={shown.sort}
                studentsHref={studentsHref}
                students={found.assigned}
                totals={found.totals}
              />
            )}
          </Card>
          <Hints />
        </>
      ) : (
        <MatrixSkeleton />
      )}
    </>
  );
}

type Filters = {
  search: string;
  cohort: string;
  rotation: string;
  framework: string;
  sort: string;
  only: (typeof matrixFilterParsers)["only"]["defaultValue"];
};

type Shown = Arrangement & { show: CellMode };

/** What the grid shows follows what is chosen, so that a button and a key are answered before the cells are drawn. */
function useShown({ search, sort, only, show }: Arrangement & { show: CellMode }): Shown {
  const deferred = useDeferredValue(only.join(" "));
  const names = useMemo(() => standingNames.filter((name) => deferred.split(" ").includes(name)), [deferred]);
  return {
    search: useDeferredValue(search),
    sort: useDeferredValue(sort),
    only: names,
    show: useDeferredValue(show),
  };
}

function useArranged(matrix: CountedMatrix | undefined, { search, sort, only }: Arrangement) {
  const assigned = matrix?.rows.filter(({ total }) => total > 0).length ?? 0;
  const rows = useMemo(() => matrix && arrangeRows(matrix, { search, sort, only }), [matrix, search, sort, only]);
  return matrix && rows ? { totals: matrix.totals, rows, assigned } : undefined;
}

type Changed = Partial<Record<keyof Filters, string | null>>;

function Filters({
  choices,
  filters,
  framework,
  sortedBy,
  onChange,
}: {
  choices: ChoicesAnswer | undefined;
  filters: Filters;
  framework: string | undefined;
  /** The competency by which it is sorted. */
  sortedBy: string | undefined;
  onChange: (changed: Omit<Changed, "only">) => void;
}) {
  const { cohorts = [], rotations = [], frameworks = [] } = choices ?? {};
  const optionsOf = (items: readonly { id: string; name: string }[]) =>
    items.map(({ id, name }) => ({ value: id, label: name }));
  const sorts = rowSorts
    .filter((sort) => sort !== "overdue")
    .map((sort) => ({ value: sort as string, label: strings.sorts[sort] }));
  return (
    <FilterBar
      activeCount={Number(filters.cohort !== "") + Number(filters.rotation !== "")}
      onClear={() => onChange({ cohort: null, rotation: null })}
      search={
        <SearchField
          hideLabel
          label={strings.find}
          onValueChange={(search) => onChange({ search: search === "" ? null : search })}
          placeholder={strings.findPlaceholder}
          value={filters.search}
        />
      }
    >
      {cohorts.length > 1 || filters.cohort !== "" ? (
        <FilterSelect
          label={strings.cohort}
          none={strings.allCohorts}
          onValueChange={(cohort) => onChange({ cohort })}
          options={optionsOf(cohorts)}
          value={filters.cohort}
        />
      ) : null}
      {rotations.length > 1 || filters.rotation !== "" ? (
        <FilterSelect
          label={strings.placement}
          none={strings.allPlacements}
          onValueChange={(rotation) => onChange({ rotation })}
          options={optionsOf(rotations)}
          value={filters.rotation}
        />
      ) : null}
      {frameworks.length > 1 ? (
        <FilterSelect
          label={strings.competencies}
          none={nameOf(frameworks[0])}
          onValueChange={(chosen) => onChange({ framework: chosen })}
          options={frameworks.slice(1).map((one) => ({ value: one.id, label: nameOf(one) }))}
          value={framework ?? null}
        />
      ) : null}
      <FilterSelect
        label={strings.sort}
        none={strings.sorts.overdue}
        onValueChange={(sort) => onChange({ sort })}
        options={sortedBy === undefined ? sorts : [...sorts, { value: filters.sort, label: strings.sortBy(sortedBy) }]}
        value={filters.sort}
      />
    </FilterBar>
  );
}

function nameOf(framework: ChoicesAnswer["frameworks"][number] | undefined): string {
  return framework ? strings.version(framework.name, framework.version) : "";
}

function NoRows({ hasStudents, onShowAll }: { hasStudents: boolean; onShowAll: () => void }) {
  if (!hasStudents) return <EmptyState description={strings.emptyHelp} icon={<Users />} title={strings.empty} />;
  return (
    <EmptyState
      actions={<Button onClick={onShowAll}>{strings.showAll}</Button>}
      description={strings.noMatchesHelp}
      icon={<SearchX />}
      title={strings.noMatches}
    />
  );
}

function Hints() {
  const { keyNames, hints } = strings;
  const keys = [
    { keys: ["←", "↑", "↓", "→"], does: hints.move },
    { keys: [keyNames.enter], does: hints.open },
    { keys: [keyNames.sort], does: hints.sort },
    { keys: [keyNames.find], does: hints.find },
  ];
  return (
    <div className="mt-3 flex flex-wrap justify-between gap-x-6 gap-y-2 text-xs text-muted">
      <p className="flex flex-wrap gap-x-4 gap-y-1 touch:hidden print:hidden">
        {keys.map(({ keys: pressed, does }) => (
          <span className="flex items-center gap-1" key={does}>
            {pressed.map((key) => (
              <kbd className="rounded-sm border border-border bg-surface px-1.5 font-sans" key={key}>
                {key}
              </kbd>
            ))}
            <span className="ms-1">{does}</span>
          </span>
        ))}
      </p>
      <p>{strings.foot}</p>
    </div>
  );
}

export function MatrixSkeleton() {
  return (
    <Loading>
      <Card className="p-5">
        <Skeleton className="h-8 w-2/3" />
        <Skeleton className="mt-6 h-40 w-full" />
        {[1, 2, 3, 4, 5, 6, 7, 8].map((row) => (
          <Skeleton className="mt-2 h-6 w-full" key={row} />
        ))}
      </Card>
    </Loading>
  );
}

"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ClipboardCheck, SearchX } from "lucide-react";
import { useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import { useMemo, useRef, useState } from "react";
import { MoreLines } from "#src/client/paged-card.tsx";
import { QueryError } from "#src/client/query-content.tsx";
import {
  centreOrder,
  centreSorts,
  centreStates,
  centreTabs,
  observedPeriods,
} from "#src/features/assessments/values.ts";
import { Button } from "#src/ui/button.tsx";
import { DataTable } from "#src/ui/data-table/data-table.tsx";
import { sortProps } from "#src/ui/data-table/sort-in-address.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { useRegisterShortcuts } from "#src/ui/shortcuts.ts";
import { TabLinks } from "#src/ui/tab-links.tsx";
import { useRowKeys } from "#src/ui/use-row-keys.ts";
import { hrefOf } from "./assessment-queries.ts";
import { centreColumns } from "./centre-columns.tsx";
import { centreFilterParsers, centreInAddress } from "./centre-filters.ts";
import { centreExportPath, centreQuery } from "./centre-queries.ts";
import { centreStrings as strings } from "./centre-strings.ts";
import { useRememberList } from "./listed-work.ts";

const shortcuts = [
  { keys: ["J", "K"], does: strings.shortcutMove },
  { keys: ["↵"], does: strings.shortcutOpen },
  { keys: ["N"], does: strings.shortcutNew },
];

const levels = [1, 2, 3, 4, 5, 6, 7, 8, 9];

type Student = { id: string; name: string };

/** All of a supervisor's assessments, by what is to be done with them; filters and sort are in the address. */
export function AssessmentCentre({ students }: { students: readonly Student[] }) {
  const [filters, setFilters] = useQueryStates(centreFilterParsers, { shallow: true, history: "replace" });
  const query = useInfiniteQuery(centreQuery(filters));
  const box = useRef<HTMLDivElement>(null);
  const router = useRouter();
  const keys = useMemo(
    () => ({
      n: (control: HTMLElement) => {
        const { studentId } = control.dataset;
        if (studentId) router.push(`/assessment/new?studentId=${encodeURIComponent(studentId)}`);
      },
    }),
    [router],
  );
  useRowKeys(box, { keys });
  useRegisterShortcuts(shortcuts);

  const { tab } = filters;
  const lines = query.data?.pages.flatMap(({ items }) => items) ?? [];
  useRememberList(lines.map((line) => ({ href: hrefOf(line), student: line.studentName })));
  const first = query.data?.pages[0];
  const counts = useKept(first?.counts);
  const isSubmitted = tab === "submitted";
  const activeCount =
    Number(filters.student !== "") +
    (isSubmitted
      ? Number(filters.state !== null) + Number(filters.level !== null) + Number(filters.observed !== null)
      : 0);
  const isFiltered = activeCount > 0 || filters.search !== "";
  const clear = () => void setFilters({ search: null, student: null, state: null, level: null, observed: null });
  const opened = { id: centreOrder[tab].sort, direction: centreOrder[tab].direction };

  return (
    <div ref={box}>
      <TabLinks
        label={strings.tabs}
        onValueChange={(next) => void setFilters({ tab: next, sort: null, direction: null }, { history: "push" })}
        tabs={centreTabs.map((value) => ({
          value,
          label: strings.tabWords[value],
          href: centreInAddress({ ...filters, tab: value, sort: null, direction: null }) || "?",
          ...(counts ? { count: counts[value] } : {}),
        }))}
        value={tab}
      />
      {content()}
    </div>
  );

  function content() {
    return (
      <>
        <FilterBar
          activeCount={activeCount}
          end={isFiltered || lines.length > 0 ? <ExportLink href={centreExportPath(filters)} /> : null}
          onClear={clear}
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
          {isSubmitted ? (
            <FilterSelect
              label={strings.observed}
              none={strings.anyTime}
              onValueChange={(observed) => void setFilters({ observed })}
              options={observedPeriods.map((value) => ({ value, label: strings.observedWords[value] }))}
              value={filters.observed}
            />
          ) : null}
          <FilterSelect
            label={strings.student}
            none={strings.anybody}
            onValueChange={(student) => void setFilters({ student })}
            options={students.map(({ id, name }) => ({ value: id, label: name }))}
            value={filters.student}
          />
          {isSubmitted ? (
            <FilterSelect
              label={strings.state}
              none={strings.any}
              onValueChange={(state) => void setFilters({ state })}
              options={centreStates.map((value) => ({ value, label: strings.stateWords[value] }))}
              value={filters.state}
            />
          ) : null}
          {isSubmitted ? (
            <FilterSelect
              label={strings.level}
              none={strings.any}
              onValueChange={(value) => void setFilters({ level: value === null ? null : Number(value) })}
              options={levels.map((value) => ({ value: String(value), label: String(value) }))}
              value={filters.level === null ? null : String(filters.level)}
            />
          ) : null}
        </FilterBar>
        {query.isError && lines.length === 0 ? (
          <QueryError query={query} />
        ) : (
          <DataTable
            className={query.isPlaceholderData ? "opacity-60 transition-opacity duration-150" : ""}
            columns={centreColumns[tab]}
            empty={
              isFiltered ? (
                <EmptyState
                  actions={<Button onClick={clear}>{strings.clear}</Button>}
                  compact
                  description={strings.noMatchesHelp}
                  icon={<SearchX />}
                  title={strings.noMatches}
                />
              ) : (
                <EmptyState
                  compact
                  description={strings.emptyHelp[tab]}
                  icon={<ClipboardCheck />}
                  title={strings.emptyTitles[tab]}
                />
              )
            }
            footer={query.isPending ? null : <MoreLines query={query} shown={lines.length} total={first?.total} />}
            label={strings.tabWords[tab]}
            loading={query.isPending}
            rowKey={(line) => line.id}
            rowLabel={(line) => line.studentName}
            rows={lines}
            {...sortProps(centreSorts, filters, opened, (next) => void setFilters(next))}
          />
        )}
      </>
    );
  }
}

/** The last value that was known, while the next is loading. */
function useKept<Value>(value: Value | undefined): Value | undefined {
  const [kept, setKept] = useState(value);
  if (value !== undefined && value !== kept) setKept(value);
  return value ?? kept;
}

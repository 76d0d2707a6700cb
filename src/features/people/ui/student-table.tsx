"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX, Users } from "lucide-react";
import { useQueryStates } from "nuqs";
import type { z } from "zod";
import { type rotationsAnswer, type StudentLine, standing } from "#src/features/people/schema.ts";
import { Problem } from "#src/http/client.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { CountBar } from "#src/ui/count-bar.tsx";
import { type Column, DataTable } from "#src/ui/data-table.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ErrorState } from "#src/ui/error-state.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { LoadMore } from "#src/ui/load-more.tsx";
import { Person } from "#src/ui/person.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { Select } from "#src/ui/select.tsx";
import { studentFilters, supervisedQuery } from "./student-queries.ts";
import { StudentStanding } from "./student-standing.tsx";
import { studentStrings as strings } from "./student-strings.ts";

const anything = "any";

const columns: readonly Column<StudentLine>[] = [
  {
    id: "name",
    header: strings.student,
    phone: "title",
    cell: (row) => (
      <Person
        link={<RowLink href={`/dashboard/clinical-supervisor/students/${row.id}`}>{row.name}</RowLink>}
        meta={row.studentNumber}
        name={row.name}
      />
    ),
  },
  {
    id: "placement",
    header: strings.placement,
    wideOnly: true,
    cell: (row) => row.placement ?? <span className="text-muted">{strings.noPlacement}</span>,
  },
  {
    id: "completed",
    header: strings.completed,
    cell: (row) => <CountBar done={row.completedCompetencies} label={row.name} total={row.totalCompetencies} />,
  },
  {
    id: "standing",
    header: strings.standing,
    phone: "corner",
    cell: (row) => <StudentStanding standing={row.standing} />,
  },
  {
    id: "overdue",
    header: strings.overdue,
    align: "end",
    cell: (row) => row.overdue,
  },
  {
    id: "lastAssessed",
    header: strings.lastAssessed,
    cell: (row) =>
      row.lastAssessedAt ? (
        <DateText className="text-muted" kind="day" value={row.lastAssessedAt} />
      ) : (
        <span className="text-muted">{strings.notYet}</span>
      ),
  },
];

/** The students of one's placements: search and filters in the address, rows to each student. */
export function StudentTable({ rotations }: { rotations: z.output<typeof rotationsAnswer>["items"] }) {
  const [filters, setFilters] = useQueryStates(studentFilters, { shallow: true, history: "replace" });
  const students = useInfiniteQuery(supervisedQuery(filters));
  const rows = students.data?.pages.flatMap(({ items }) => items) ?? [];
  const activeCount = (filters.standing ? 1 : 0) + (filters.rotation ? 1 : 0);
  const isFiltered = activeCount > 0 || filters.q !== "";
  const clear = () => void setFilters({ q: null, standing: null, rotation: null });

  return (
    <div>
      <FilterBar
        activeCount={activeCount}
        onClear={clear}
        search={
          <SearchField
            label={strings.findStudent}
            onValueChange={(q) => void setFilters({ q: q === "" ? null : q })}
            placeholder={strings.findPlaceholder}
            value={filters.q}
          />
        }
      >
        <Select
          label={strings.placement}
          onValueChange={(value) => void setFilters({ rotation: value === anything ? null : value })}
          options={[
            { value: anything, label: strings.allPlacements },
            ...rotations.map(({ id, name, unit }) => ({ value: id, label: `${name}, ${unit}` })),
          ]}
          value={filters.rotation ?? anything}
        />
        <Select
          label={strings.standing}
          onValueChange={(value) =>
            void setFilters({ standing: standing.options.find((one) => one === value) ?? null })
          }
          options={[
            { value: anything, label: strings.anyStanding },
            ...standing.options.map((value) => ({ value, label: strings.standingWords[value] })),
          ]}
          value={filters.standing ?? anything}
        />
      </FilterBar>
      {students.isError && rows.length === 0 ? (
        <Card>
          <ErrorState
            compact
            onRetry={() => void students.refetch()}
            reference={students.error instanceof Problem ? students.error.requestId : undefined}
            retrying={students.isFetching}
          />
        </Card>
      ) : (
        <DataTable
          columns={columns}
          empty={
            isFiltered ? (
              <EmptyState
                actions={<Button onClick={clear}>{strings.clearFilters}</Button>}
                compact
                description={strings.noMatchesHelp}
                icon={<SearchX />}
                title={strings.noMatches}
              />
            ) : (
              <EmptyState compact description={strings.noStudentsHelp} icon={<Users />} title={strings.noStudents} />
            )
          }
          footer={
            <LoadMore
              hasMore={students.hasNextPage}
              loading={students.isFetchingNextPage}
              onLoadMore={() => void students.fetchNextPage()}
              shown={rows.length}
            />
          }
          label={strings.students}
          loading={students.isPending}
          rowKey={(row) => row.id}
          rows={rows}
        />
      )}
    </div>
  );
}

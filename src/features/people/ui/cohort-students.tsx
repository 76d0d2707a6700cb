"use client";

import { GraduationCap, SearchX } from "lucide-react";
import { useQueryStates } from "nuqs";
import type { StudentLine } from "#src/features/people/schema.ts";
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
import { Status, statusWord } from "#src/ui/status.tsx";
import { type StudentFilters, standings, studentFilterParsers } from "./cohort-filters.ts";
import { type Cohorts, type StudentsPage, useStudentPages } from "./cohort-queries.ts";
import { strings } from "./cohort-strings.ts";

type CohortStudentsProps = { cohorts: Cohorts; initial: { filters: StudentFilters; page: StudentsPage } };

/** Every student the reader may see, narrowed by what stands in the address and loaded page by page. */
export function CohortStudents({ cohorts, initial }: CohortStudentsProps) {
  const [filters, setFilters] = useQueryStates(studentFilterParsers);
  const query = useStudentPages(filters, initial);
  const students = query.data?.pages.flatMap((page) => page.items) ?? [];
  const isFiltered = filters.search !== "" || filters.cohort !== "" || filters.standing !== null;
  const clear = () => setFilters(null);

  return (
    <div>
      <FilterBar
        activeCount={Number(filters.cohort !== "") + Number(filters.standing !== null)}
        onClear={() => setFilters({ cohort: null, standing: null })}
        search={
          <SearchField
            label={strings.findStudent}
            onValueChange={(search) => setFilters({ search: search === "" ? null : search })}
            placeholder={strings.findPlaceholder}
            value={filters.search}
          />
        }
      >
        <Select
          label={strings.cohort}
          onValueChange={(cohort) => setFilters({ cohort: cohort === all ? null : cohort })}
          options={[
            { value: all, label: strings.allCohorts },
            ...cohorts.items.map((cohort) => ({ value: cohort.id, label: cohort.name })),
          ]}
          value={filters.cohort === "" ? all : filters.cohort}
        />
        <Select
          label={strings.standing}
          onValueChange={(standing) => setFilters({ standing: standing === all ? null : standing })}
          options={standingOptions}
          value={filters.standing ?? all}
        />
      </FilterBar>
      {query.isError && students.length === 0 ? (
        <Card>
          <ErrorState
            compact
            onRetry={() => query.refetch()}
            reference={query.error instanceof Problem ? query.error.requestId : undefined}
            retrying={query.isFetching}
            title={strings.studentsFailed}
          />
        </Card>
      ) : (
        <DataTable
          className={query.isPlaceholderData ? "opacity-60 transition-opacity duration-150" : ""}
          columns={columns}
          empty={isFiltered ? <NoMatch onClear={clear} /> : noStudents}
          footer={
            query.isPending ? null : (
              <LoadMore
                hasMore={query.hasNextPage}
                loading={query.isFetchingNextPage}
                onLoadMore={() => query.fetchNextPage()}
                shown={students.length}
              />
            )
          }
          label={strings.allStudents}
          loading={query.isPending}
          rowKey={(student) => student.id}
          rowLabel={(student) => student.name}
          rows={students}
        />
      )}
    </div>
  );
}

/** "No filter", as a value that a Select can hold. */
const all = "all";

const standingOptions = [
  { value: all, label: strings.anyStanding },
  ...standings.map((standing) => ({
    value: standing,
    label: standing === "NONE" ? strings.nothingAssigned : statusWord(standing),
  })),
] as const;

const noStudents = (
  <EmptyState description={strings.noStudentsHelp} icon={<GraduationCap />} title={strings.noStudentsTitle} />
);

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      actions={<Button onClick={onClear}>{strings.clearFilters}</Button>}
      compact
      description={strings.noMatchHelp}
      icon={<SearchX />}
      title={strings.noMatchTitle}
    />
  );
}

const columns: Column<StudentLine>[] = [
  {
    id: "name",
    header: strings.student,
    phone: "title",
    cell: (student) => (
      <Person
        link={<RowLink href={`/dashboard/school-admin/students/${student.id}`}>{student.name}</RowLink>}
        meta={student.studentNumber}
        name={student.name}
      />
    ),
  },
  {
    id: "cohort",
    header: strings.cohort,
    cell: (student) => student.cohort ?? <span className="text-muted">{strings.none}</span>,
  },
  {
    id: "placement",
    header: strings.placement,
    wideOnly: true,
    phone: "hidden",
    cell: (student) => student.placement ?? <span className="text-muted">{strings.noPlacement}</span>,
  },
  {
    id: "completed",
    header: strings.completed,
    cell: (student) => (
      <CountBar
        done={student.completedCompetencies}
        label={strings.studentCompleted(student.name)}
        total={student.totalCompetencies}
      />
    ),
  },
  {
    id: "overdue",
    header: strings.overdue,
    align: "end",
    phone: "hidden",
    cell: (student) => (student.overdue > 0 ? student.overdue : <span className="text-muted">{strings.none}</span>),
  },
  {
    id: "status",
    header: strings.status,
    phone: "corner",
    cell: (student) =>
      student.standing === "NONE" ? (
        <span className="text-sm text-muted">{strings.nothingAssigned}</span>
      ) : (
        <Status status={student.standing} />
      ),
  },
  {
    id: "last",
    header: strings.lastAssessed,
    wideOnly: true,
    phone: "hidden",
    cell: (student) =>
      student.lastAssessedAt ? (
        <DateText className="whitespace-nowrap text-muted" kind="relative" value={student.lastAssessedAt} />
      ) : (
        <span className="text-muted">{strings.notAssessed}</span>
      ),
  },
];

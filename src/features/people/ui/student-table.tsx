"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { FilteredTable } from "#src/client/filtered-table.tsx";
import { ProvenExportLink } from "#src/client/proven-export-link.tsx";
import type { StudentLine } from "#src/features/people/schema.ts";
import { standings, studentSorts } from "#src/features/people/values.ts";
import { CountBar } from "#src/ui/count-bar.tsx";
import type { Column } from "#src/ui/data-table/data-table.tsx";
import { sortProps } from "#src/ui/data-table/sort-in-address.ts";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { Person } from "#src/ui/person.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { RemindAll } from "./remind-all.tsx";
import { studentFilterParsers } from "./student-filters.ts";
import { studentsExportPath } from "./student-paths.ts";
import { studentsQuery } from "./student-queries.ts";
import { StudentStanding } from "./student-standing.tsx";
import { studentStrings as strings } from "./student-strings.ts";

type Option = { value: string; label: string };

type StudentTableProps = {
  /** The address of a student's page, without the id that follows. */
  basePath: "/dashboard/clinical-supervisor/students" | "/dashboard/school-admin/students";
  /** The grouping that this reader filters by: cohorts for a school, placements for a supervisor. */
  groups: { by: "cohort" | "rotation"; options: readonly Option[] };
  /** Where the reader sees more than one. */
  programs?: readonly Option[];
  emptyHelp: string;
  /** What brings students here, where the reader can. */
  emptyAction?: ReactNode;
};

/** The students whom the reader may see, one row each; search and filters are in the address. */
export function StudentTable({ basePath, groups, programs = [], emptyHelp, emptyAction }: StudentTableProps) {
  const [filters, setFilters] = useQueryStates(studentFilterParsers, { shallow: true, history: "replace" });
  const query = useInfiniteQuery(studentsQuery(filters));
  const students = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const group = filters[groups.by];
  const activeCount = [filters.program, group, filters.standing ?? ""].filter((value) => value !== "").length;
  const isFiltered = activeCount > 0 || filters.search !== "";
  // Where the list is of those who are behind, all with something overdue can be reminded at once.
  const isOverdue = filters.standing === "BEHIND" || filters.standing === "AT_RISK";
  const canRemind = isOverdue && basePath === "/dashboard/school-admin/students" && !query.isPlaceholderData;
  const remindAll = canRemind ? (
    <RemindAll studentIds={students.filter(({ overdue }) => overdue > 0).map(({ id }) => id)} />
  ) : null;

  return (
    <div>
      <FilterBar
        activeCount={activeCount}
        end={
          isFiltered || students.length > 0 ? (
            <span className="flex items-center gap-2">
              {remindAll ? <span className="max-lg:hidden">{remindAll}</span> : null}
              <ProvenExportLink href={studentsExportPath(filters)} />
            </span>
          ) : null
        }
        onClear={() => void setFilters({ program: null, [groups.by]: null, standing: null })}
        search={
          <SearchField
            hideLabel
            label={strings.findStudent}
            onValueChange={(search) => void setFilters({ search: search === "" ? null : search })}
            placeholder={strings.findPlaceholder}
            value={filters.search}
          />
        }
      >
        {programs.length > 1 || filters.program !== "" ? (
          <FilterSelect
            label={strings.program}
            none={strings.allPrograms}
            onValueChange={(program) => void setFilters({ program })}
            options={programs}
            value={filters.program}
          />
        ) : null}
        <FilterSelect
          label={groups.by === "cohort" ? strings.cohort : strings.placement}
          none={groups.by === "cohort" ? strings.allCohorts : strings.allPlacements}
          onValueChange={(value) => void setFilters({ [groups.by]: value })}
          options={groups.options}
          value={group}
        />
        <FilterSelect
          label={strings.progress}
          none={strings.anyProgress}
          onValueChange={(standing) => void setFilters({ standing })}
          options={standings.map((value) => ({ value, label: strings.progressWords[value] }))}
          value={filters.standing}
        />
      </FilterBar>
      {/* On a phone the bar has no room for it. */}
      {remindAll && students.length > 1 ? <div className="mb-4 lg:hidden">{remindAll}</div> : null}
      <FilteredTable
        {...sortProps(studentSorts, filters, { id: "name", direction: "asc" }, (next) => void setFilters(next))}
        columns={columnsOf(basePath, groups.by)}
        isFiltered={isFiltered}
        label={strings.students}
        nothing={
          <EmptyState
            actions={emptyAction}
            compact
            description={emptyHelp}
            icon={<Users />}
            title={strings.noStudents}
          />
        }
        onClear={() => void setFilters(null)}
        query={query}
        rowKey={(student) => student.id}
        rowLabel={(student) => student.name}
        rows={students}
        words={{ ...strings, failed: strings.studentsFailed }}
      />
    </div>
  );
}

const muted = (words: string) => <span className="text-muted">{words}</span>;

function columnsOf(basePath: StudentTableProps["basePath"], by: "cohort" | "rotation"): Column<StudentLine>[] {
  const cohort: Column<StudentLine> = {
    id: "cohort",
    sortsOnServer: true,
    header: strings.cohort,
    cell: (student) => student.cohort ?? muted(strings.none),
  };
  return [
    {
      id: "name",
      sortsOnServer: true,
      header: strings.student,
      phone: "title",
      cell: (student) => (
        <Person
          link={<RowLink href={`${basePath}/${student.id}`}>{student.name}</RowLink>}
          meta={student.studentNumber}
          name={student.name}
          picture={student.picture}
        />
      ),
    },
    ...(by === "cohort" ? [cohort] : []),
    {
      id: "placement",
      header: strings.placement,
      wideOnly: true,
      phone: "hidden",
      cell: (student) => student.placement ?? muted(strings.noPlacement),
    },
    {
      id: "completed",
      sortsOnServer: true,
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
      sortsOnServer: true,
      header: strings.progress,
      phone: "corner",
      cell: (student) => <StudentStanding student={student} />,
    },
    {
      id: "lastAssessed",
      sortsOnServer: true,
      header: strings.lastAssessed,
      wideOnly: true,
      cell: (student) =>
        student.lastAssessedAt ? (
          <DateText className="whitespace-nowrap text-muted" kind="relative" value={student.lastAssessedAt} />
        ) : (
          muted(strings.notYet)
        ),
    },
  ];
}

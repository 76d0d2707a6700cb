"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { useQueryStates } from "nuqs";
import { FilteredTable } from "#src/client/filtered-table.tsx";
import type { OverdueLine } from "#src/features/analytics/school/schema.ts";
import type { Column } from "#src/ui/data-table/data-table.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { strings } from "./admin-strings.ts";
import { analyticsPaths, overdueQuery } from "./analytics-queries.ts";
import { overdueParsers } from "./periods.ts";
import { strings as shared } from "./strings.ts";

type Option = { value: string; label: string };
type OverdueBehindProps = { programs: readonly Option[]; cohorts: readonly Option[] };

/** The competencies that a number of overdue ones counts; each line opens the competency in the student's record. */
export function OverdueBehind({ programs, cohorts }: OverdueBehindProps) {
  const [filters, setFilters] = useQueryStates(overdueParsers, { shallow: true, history: "replace" });
  const query = useInfiniteQuery(overdueQuery(filters));
  const lines = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const activeCount = Number(filters.program !== "") + Number(filters.cohort !== "");
  return (
    <>
      <PageHeader
        actions={<ExportLink href={analyticsPaths.overdue(filters, { format: "csv" })} />}
        back={{ href: "/dashboard/school-admin/reports/programs", label: shared.back }}
        description={strings.overdueHelp}
        title={strings.overdueTitle}
      />
      <FilterBar activeCount={activeCount} onClear={() => void setFilters(null)}>
        <FilterSelect
          label={strings.program}
          none={strings.allPrograms}
          onValueChange={(program) => void setFilters({ program })}
          options={programs}
          value={filters.program}
        />
        <FilterSelect
          label={strings.cohort}
          none={strings.allCohorts}
          onValueChange={(cohort) => void setFilters({ cohort })}
          options={cohorts}
          value={filters.cohort}
        />
      </FilterBar>
      <FilteredTable
        columns={columns}
        isFiltered={activeCount > 0}
        label={strings.overdueTitle}
        nothing={
          <EmptyState
            compact
            description={strings.nothingOverdueHelp}
            icon={<CircleCheck />}
            title={strings.nothingOverdue}
          />
        }
        onClear={() => void setFilters(null)}
        query={query}
        rowKey={({ assignmentId }) => assignmentId}
        rows={lines}
        words={words}
      />
    </>
  );
}

const words = {
  failed: strings.overdueFailed,
  noMatches: strings.nothingOverdue,
  noMatchesHelp: strings.nothingOverdueHelp,
  clearFilters: strings.clearFilters,
};

const columns: Column<OverdueLine>[] = [
  {
    id: "student",
    header: shared.student,
    phone: "title",
    cell: ({ studentId, assignmentId, studentName }) => (
      <RowLink
        className="whitespace-nowrap"
        href={`/dashboard/school-admin/students/${studentId}/competencies/${assignmentId}`}
      >
        {studentName}
      </RowLink>
    ),
  },
  { id: "competency", header: shared.competency, cell: ({ competencyName }) => competencyName },
  { id: "category", header: shared.category, wideOnly: true, phone: "hidden", cell: ({ category }) => category },
  {
    id: "cohort",
    header: strings.cohort,
    wideOnly: true,
    phone: "hidden",
    cell: ({ cohort }) => <span className="whitespace-nowrap">{cohort ?? strings.unknown}</span>,
  },
  {
    id: "due",
    header: strings.due,
    cell: ({ dueOn }) => <DateText className="whitespace-nowrap" kind="day" value={dueOn} />,
  },
  {
    id: "days",
    header: strings.overdueFor,
    align: "end",
    phone: "corner",
    cell: ({ days }) => <span className="whitespace-nowrap text-danger">{strings.daysOver(days)}</span>,
  },
];

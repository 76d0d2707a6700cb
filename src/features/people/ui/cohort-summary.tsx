"use client";

import { CircleCheck, Clock, TriangleAlert, Users } from "lucide-react";
import { CountBar } from "#src/ui/count-bar.tsx";
import { type Column, DataTable } from "#src/ui/data-table.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { FigureGrid, FigureTile } from "#src/ui/figure-tile.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { studentFiltersInAddress } from "./cohort-filters.ts";
import { type Cohorts, useCohorts } from "./cohort-queries.ts";
import { strings } from "./cohort-strings.ts";

type Cohort = Cohorts["items"][number];

/** Four figures over all cohorts: how many students, and where they stand. */
export function CohortFigures({ initial }: { initial: Cohorts }) {
  const { items } = useCohorts(initial).data;
  const sum = (count: (cohort: Cohort) => number) => items.reduce((total, cohort) => total + count(cohort), 0);
  const students = sum((cohort) => cohort.students);
  const atRisk = sum((cohort) => cohort.atRisk);
  const behind = sum((cohort) => cohort.behind);
  const of = strings.ofStudents(students);
  return (
    <FigureGrid>
      <FigureTile icon={<Users />} label={strings.students} note={strings.inCohorts(items.length)} value={students} />
      <FigureTile
        icon={<CircleCheck />}
        label={strings.onTrack}
        note={strings.onTrackNote}
        unit={of}
        value={sum((cohort) => cohort.onTrack)}
      />
      <FigureTile
        icon={<Clock />}
        label={strings.atRisk}
        note={strings.atRiskNote}
        tone={atRisk > 0 ? "warning" : "plain"}
        unit={of}
        value={atRisk}
      />
      <FigureTile
        icon={<TriangleAlert />}
        label={strings.behind}
        note={strings.behindNote}
        tone={behind > 0 ? "danger" : "plain"}
        unit={of}
        value={behind}
      />
    </FigureGrid>
  );
}

/** One row a cohort; pressing it narrows the students below to that cohort. */
export function CohortTable({ initial }: { initial: Cohorts }) {
  const { items } = useCohorts(initial).data;
  return (
    <DataTable
      columns={columns}
      empty={<EmptyState compact description={strings.noCohortsHelp} icon={<Users />} title={strings.noCohortsTitle} />}
      label={strings.cohorts}
      rowKey={(cohort) => cohort.id}
      rowLabel={(cohort) => cohort.name}
      rows={items}
    />
  );
}

const columns: Column<Cohort>[] = [
  {
    id: "name",
    header: strings.cohort,
    phone: "title",
    cell: (cohort) => (
      <span className="block min-w-0">
        <RowLink
          href={`/dashboard/school-admin${studentFiltersInAddress({ cohort: cohort.id })}#students`}
          scroll={false}
        >
          {cohort.name}
        </RowLink>
        <span className="block truncate text-xs text-muted">{cohort.program}</span>
      </span>
    ),
  },
  { id: "students", header: strings.students, align: "end", cell: (cohort) => cohort.students },
  {
    id: "standing",
    header: strings.standing,
    cell: (cohort) => <StandingCounts atRisk={cohort.atRisk} behind={cohort.behind} onTrack={cohort.onTrack} />,
  },
  {
    id: "completed",
    header: strings.completed,
    cell: (cohort) => (
      <CountBar
        done={cohort.completedCompetencies}
        label={strings.cohortCompleted(cohort.name)}
        total={cohort.totalCompetencies}
      />
    ),
  },
];

/** Three counts in a line, each with its icon and, for screen readers and on hover, its word. */
function StandingCounts({ onTrack, atRisk, behind }: { onTrack: number; atRisk: number; behind: number }) {
  return (
    <span className="num inline-flex flex-wrap items-center gap-x-3 gap-y-0.5 text-sm whitespace-nowrap">
      <span className="inline-flex items-center gap-1 text-success">
        <CircleCheck aria-hidden className="size-3.5" />
        {onTrack} {strings.onTrack.toLowerCase()}
      </span>
      <span
        className={
          atRisk > 0 ? "inline-flex items-center gap-1 text-warning" : "inline-flex items-center gap-1 text-muted"
        }
      >
        <Clock aria-hidden className="size-3.5" />
        {atRisk} {strings.atRisk.toLowerCase()}
      </span>
      <span
        className={
          behind > 0 ? "inline-flex items-center gap-1 text-danger" : "inline-flex items-center gap-1 text-muted"
        }
      >
        <TriangleAlert aria-hidden className="size-3.5" />
        {behind} {strings.behind.toLowerCase()}
      </span>
    </span>
  );
}

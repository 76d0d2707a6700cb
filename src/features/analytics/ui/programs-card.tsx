"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronRight, GraduationCap, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { ProgramsAnswer } from "#src/features/analytics/school/schema.ts";
import { Card, CardHeader } from "#src/ui/card.tsx";
import { cn } from "#src/ui/cn.ts";
import { type Column, DataTable, type TableSort } from "#src/ui/data-table/data-table.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { ListSkeleton, Loading } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { strings } from "./admin-strings.ts";
import { analyticsPaths, overdueHref, programsQuery, ratingsHref } from "./analytics-queries.ts";
import { arrangePrograms, type ProgramRow } from "./arrange-programs.ts";
import { programsFinding } from "./findings.ts";
import { PlanBar } from "./plan-bar.tsx";
import { useReportPeriod } from "./report-head.tsx";

/** Programs and, opened, their cohorts against the plan: furthest behind first. */
export function ProgramsCard() {
  const period = useReportPeriod();
  const query = useQuery(programsQuery(period));
  return (
    <QueryContent
      frame={(content) => <Card>{content}</Card>}
      query={query}
      skeleton={
        <Loading>
          <ListSkeleton rows={4} />
        </Loading>
      }
    >
      {(answer) => <Programs answer={answer} period={period} />}
    </QueryContent>
  );
}

function Programs({ answer: { items, assessed }, period }: { answer: ProgramsAnswer; period: string }) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [sort, setSort] = useState<TableSort | null>({ id: "against", direction: "asc" });
  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <Card aria-labelledby="programs-title">
      <CardHeader
        actions={
          <>
            <TextLink href="/dashboard/school-admin/reports/model">{strings.model}</TextLink>
            <ExportLink href={analyticsPaths.programs(period, "csv")} />
          </>
        }
        description={items.length > 0 ? strings.programsHelp : undefined}
        title={programsFinding(items)}
        titleId="programs-title"
      />
      {items.length === 0 ? (
        <EmptyState compact description={strings.noProgramsHelp} icon={<GraduationCap />} title={strings.noPrograms} />
      ) : (
        <DataTable
          className="[&>div:not(:last-child)]:px-4 [&>div]:rounded-none [&>div]:border-x-0 [&>div]:border-b-0 [&>div]:shadow-none"
          columns={columnsOf(open, toggle, assessed)}
          label={strings.programs}
          onSortChange={setSort}
          rowKey={({ id, programId }) => `${programId} ${id}`}
          rows={arrangePrograms(items, open, sort)}
          sort={sort}
        />
      )}
    </Card>
  );
}

function columnsOf(
  open: ReadonlySet<string>,
  toggle: (id: string) => void,
  assessed: ProgramsAnswer["assessed"],
): Column<ProgramRow>[] {
  return [
    {
      id: "name",
      header: strings.programAndCohort,
      phone: "title",
      sortsOnServer: true,
      cell: ({ id, name, isCohort, cohortCount }) =>
        isCohort ? (
          <TextLink className="ps-7" href={`/dashboard/school-admin/reports/matrix?cohort=${encodeURIComponent(id)}`}>
            {name}
          </TextLink>
        ) : cohortCount === 0 ? (
          <span className="ps-7 font-medium">{name}</span>
        ) : (
          <button
            aria-expanded={open.has(id)}
            aria-label={strings.showCohorts(name)}
            className="-ms-1 inline-flex min-h-8 items-center gap-2 rounded-md px-1 text-start font-medium hover:text-accent touch:min-h-11"
            onClick={() => toggle(id)}
            type="button"
          >
            <ChevronRight
              aria-hidden
              className={cn(
                "size-4 shrink-0 transition-transform duration-150 rtl:-scale-x-100",
                open.has(id) && "rotate-90",
              )}
            />
            {name}
          </button>
        ),
    },
    {
      id: "students",
      header: strings.students,
      align: "end",
      sortsOnServer: true,
      cell: (row) =>
        row.students === null ? (
          <span className="text-sm text-muted">{strings.tooSmall}</span>
        ) : (
          <TextLink
            aria-label={strings.see(`${row.students} ${strings.students}`, row.name)}
            href={`/dashboard/school-admin?${row.isCohort ? "cohort" : "program"}=${encodeURIComponent(row.id)}#students`}
          >
            {row.students}
          </TextLink>
        ),
    },
    {
      id: "completed",
      header: strings.completed,
      sortsOnServer: true,
      cell: (row) => <PlanBar completed={row.completedPercentage} planned={row.plannedPercentage} />,
    },
    { id: "against", header: strings.against, sortsOnServer: true, cell: (row) => <AgainstPlan row={row} /> },
    {
      id: "days",
      header: strings.days,
      align: "end",
      wideOnly: true,
      sortsOnServer: true,
      cell: ({ daysToComplete }) => daysToComplete ?? strings.unknown,
    },
    {
      id: "monthly",
      header: strings.monthly,
      align: "end",
      sortsOnServer: true,
      cell: (row) =>
        row.assessedMonthly === null ? (
          strings.unknown
        ) : (
          <TextLink
            aria-label={strings.see(`${strings.monthly} ${row.assessedMonthly}`, row.name)}
            href={ratingsHref("/dashboard/school-admin/reports", {
              ...(row.isCohort ? { cohortId: row.id } : { programId: row.id }),
              ...assessed,
            })}
          >
            {row.assessedMonthly.toFixed(1)}
          </TextLink>
        ),
    },
    {
      id: "overdue",
      header: strings.overdue,
      align: "end",
      sortsOnServer: true,
      cell: (row) =>
        row.overdue === null ? (
          strings.unknown
        ) : row.overdue === 0 ? (
          strings.none
        ) : (
          <TextLink
            aria-label={strings.see(`${row.overdue} ${strings.overdue}`, row.name)}
            href={overdueHref(row.isCohort ? { cohort: row.id } : { program: row.id })}
          >
            {row.overdue}
          </TextLink>
        ),
    },
  ];
}

function AgainstPlan({ row: { competenciesAhead, plannedPercentage, students } }: { row: ProgramRow }) {
  if (students === null || competenciesAhead === null || plannedPercentage === null || plannedPercentage === 0)
    return <span className="text-sm text-muted">{students === null ? strings.unknown : strings.noPlan}</span>;
  if (competenciesAhead > -0.5 && competenciesAhead < 0.5)
    return <span className="text-sm text-muted">{strings.onPlan}</span>;
  const count = Math.abs(competenciesAhead).toFixed(1);
  if (competenciesAhead > 0) return <span className="num text-sm text-muted">{strings.ahead(count)}</span>;
  return (
    <span
      className={cn(
        "num inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap",
        competenciesAhead <= -3 ? "text-danger" : "text-warning",
      )}
      title={strings.aStudent}
    >
      <TriangleAlert aria-hidden className="size-3.5" />
      {strings.behind(count)}
    </span>
  );
}

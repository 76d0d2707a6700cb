"use client";

import { useQuery } from "@tanstack/react-query";
import { useQueryStates } from "nuqs";
import { createContext, type ReactNode, use } from "react";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { strings } from "./admin-strings.ts";
import { programsQuery } from "./analytics-queries.ts";
import { Fresh } from "./fresh.tsx";
import { periodOf, type ReportPeriod, reportParsers } from "./periods.ts";
import { ReportTabs } from "./report-tabs.tsx";
import { strings as shared } from "./strings.ts";

const Periods = createContext<readonly ReportPeriod[]>([]);

/** The period that the address chooses among those that the school has. */
export function useReportPeriod(): string {
  const [{ period }] = useQueryStates(reportParsers);
  return periodOf(use(Periods), period);
}

type ReportFrameProps = { periods: readonly ReportPeriod[]; hasPeriod?: boolean; children: ReactNode };

/** Title, tabs and period of a page of reports. */
export function ReportFrame({ periods, hasPeriod = true, children }: ReportFrameProps) {
  return (
    <Periods value={periods}>
      <ReportHead />
      <ReportTabs />
      {hasPeriod ? <PeriodFilter periods={periods} /> : null}
      {children}
    </Periods>
  );
}

function ReportHead() {
  const { data } = useQuery(programsQuery(useReportPeriod()));
  const students = data?.items.reduce((sum, program) => sum + (program.students ?? 0), 0) ?? 0;
  return (
    <PageHeader
      actions={
        <LinkButton href="/reports/generator" prefetch={false} variant="primary">
          {strings.build}
        </LinkButton>
      }
      description={
        data ? (
          <>
            {strings.summary(students, data.items.length)}{" "}
            {data.asOf ? <Fresh at={data.asOf} /> : strings.notYetComputed}
          </>
        ) : (
          " "
        )
      }
      title={strings.title}
    />
  );
}

function PeriodFilter({ periods }: { periods: readonly ReportPeriod[] }) {
  const [{ period }, setPeriod] = useQueryStates(reportParsers, { shallow: true, history: "replace" });
  const [first, ...others] = periods;
  return (
    <FilterBar activeCount={periodOf(periods, period) === first?.value ? 0 : 1}>
      <FilterSelect
        label={shared.period}
        none={first?.label ?? ""}
        onValueChange={(value) => void setPeriod({ period: value })}
        options={others}
        value={period}
      />
    </FilterBar>
  );
}

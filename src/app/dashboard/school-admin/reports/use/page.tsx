import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { strings } from "#src/features/analytics/ui/admin-strings.ts";
import { ReportFrame } from "#src/features/analytics/ui/report-head.tsx";
import { UseCards } from "#src/features/analytics/ui/use-cards.tsx";
import { Prefetched } from "../../../../prefetched.tsx";
import { loadReports } from "../load-reports.ts";
import { loadUse } from "../load-sections.ts";

export const metadata: Metadata = { title: strings.sections.use };

export default async function UseReportPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { periods, period, programs } = await loadReports(searchParams);
  const use = await loadUse(period);
  return (
    <Prefetched data={[programs, use]}>
      <ReportFrame periods={periods}>
        <UseCards />
      </ReportFrame>
    </Prefetched>
  );
}

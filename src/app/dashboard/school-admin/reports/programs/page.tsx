import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { strings } from "#src/features/analytics/ui/admin-strings.ts";
import { ProgramsCard } from "#src/features/analytics/ui/programs-card.tsx";
import { ReportFrame } from "#src/features/analytics/ui/report-head.tsx";
import { Prefetched } from "../../../../prefetched.tsx";
import { loadReports } from "../load-reports.ts";

export const metadata: Metadata = { title: strings.sections.programs };

export default async function ProgramReportPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { periods, programs } = await loadReports(searchParams);
  return (
    <Prefetched data={[programs]}>
      <ReportFrame periods={periods}>
        <ProgramsCard />
      </ReportFrame>
    </Prefetched>
  );
}

import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { strings } from "#src/features/analytics/ui/admin-strings.ts";
import { CapacityCard } from "#src/features/analytics/ui/capacity-card.tsx";
import { ReportFrame } from "#src/features/analytics/ui/report-head.tsx";
import { Prefetched } from "../../../../prefetched.tsx";
import { loadReports } from "../load-reports.ts";
import { loadCapacity } from "../load-sections.ts";

export const metadata: Metadata = { title: strings.sections.sites };

export default async function SiteReportPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { periods, programs } = await loadReports(searchParams);
  const capacity = await loadCapacity();
  return (
    <Prefetched data={[programs, capacity]}>
      <ReportFrame hasPeriod={false} periods={periods}>
        <CapacityCard />
      </ReportFrame>
    </Prefetched>
  );
}

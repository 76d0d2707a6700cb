import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { strings } from "#src/features/analytics/ui/admin-strings.ts";
import { CapacityCard } from "#src/features/analytics/ui/capacity-card.tsx";
import { ProgramsCard } from "#src/features/analytics/ui/programs-card.tsx";
import { ReportFrame } from "#src/features/analytics/ui/report-head.tsx";
import { StandardsCard } from "#src/features/analytics/ui/standards-card.tsx";
import { Prefetched } from "../../../../prefetched.tsx";
import { loadReports } from "../load-reports.ts";
import { loadAccreditation, loadCapacity } from "../load-sections.ts";

export const metadata: Metadata = { title: strings.title };

export default async function ReportsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { periods, period, programs } = await loadReports(searchParams);
  const [accreditation, capacity] = await Promise.all([loadAccreditation(searchParams, period), loadCapacity()]);
  return (
    <Prefetched data={[programs, ...accreditation, capacity]}>
      <ReportFrame periods={periods}>
        <div className="grid gap-5">
          <ProgramsCard />
          <StandardsCard />
          <CapacityCard />
        </div>
      </ReportFrame>
    </Prefetched>
  );
}

import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { strings } from "#src/features/analytics/ui/admin-strings.ts";
import { ReportFrame } from "#src/features/analytics/ui/report-head.tsx";
import { StandardsCard } from "#src/features/analytics/ui/standards-card.tsx";
import { Prefetched } from "../../../../prefetched.tsx";
import { loadReports } from "../load-reports.ts";
import { loadAccreditation } from "../load-sections.ts";

export const metadata: Metadata = { title: strings.sections.accreditation };

export default async function AccreditationReportPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { periods, period, programs } = await loadReports(searchParams);
  const accreditation = await loadAccreditation(searchParams, period);
  return (
    <Prefetched data={[programs, ...accreditation]}>
      <ReportFrame periods={periods}>
        <StandardsCard />
      </ReportFrame>
    </Prefetched>
  );
}

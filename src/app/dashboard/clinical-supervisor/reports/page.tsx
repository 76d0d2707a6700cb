import type { Metadata } from "next";
import { reportsAnswer, runsAnswer } from "#src/features/reports/schema.ts";
import { reportKeys, reportPaths } from "#src/features/reports/ui/report-queries.ts";
import { SavedReports } from "#src/features/reports/ui/saved-reports.tsx";
import { strings } from "#src/features/reports/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.savedTitle };

export default async function SupervisorReportsPage() {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const [reports, runs] = await Promise.all([
    serverApi(reportPaths.list, reportsAnswer),
    serverApi(reportPaths.runs, runsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [reportKeys.list(), reports],
        [reportKeys.runs(), runs],
      ]}
    >
      <SavedReports />
    </Prefetched>
  );
}

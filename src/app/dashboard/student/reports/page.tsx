import type { Metadata } from "next";
import { certificatesAnswer } from "#src/features/certificates/schema.ts";
import { certificateKeys, certificatePaths } from "#src/features/certificates/ui/certificate-queries.ts";
import { ReportsPage } from "#src/features/certificates/ui/reports-page.tsx";
import { strings } from "#src/features/certificates/ui/strings.ts";
import { runsAnswer } from "#src/features/reports/schema.ts";
import { reportKeys, reportPaths } from "#src/features/reports/ui/report-queries.ts";
import { MadeReports } from "#src/features/reports/ui/saved-reports.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function StudentReportsPage() {
  const { id } = await getPageUserWithRole("STUDENT");
  const [certificates, runs] = await Promise.all([
    serverApi(certificatePaths.ofStudent(id), certificatesAnswer),
    serverApi(reportPaths.runs, runsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [certificateKeys.ofStudent(id), certificates],
        [reportKeys.runs(), runs],
      ]}
    >
      <ReportsPage made={<MadeReports isStudent />} studentId={id} />
    </Prefetched>
  );
}

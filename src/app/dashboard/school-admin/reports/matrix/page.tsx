import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { strings as reportStrings } from "#src/features/analytics/ui/admin-strings.ts";
import { ReportTabs } from "#src/features/analytics/ui/report-tabs.tsx";
import { choicesAnswer } from "#src/features/cohort-matrix/schema.ts";
import { CohortMatrixPage } from "#src/features/cohort-matrix/ui/cohort-matrix-page.tsx";
import { loadMatrixFilters } from "#src/features/cohort-matrix/ui/matrix-filters.ts";
import { matrixKeys, matrixPaths } from "#src/features/cohort-matrix/ui/matrix-queries.ts";
import { strings } from "#src/features/cohort-matrix/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

/** The matrix itself is loaded by the browser: it would double the page, and is not needed to find it. */
export default async function SchoolMatrixPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const filters = await loadMatrixFilters(searchParams);
  const choices = await serverApi(matrixPaths.choices(filters), choicesAnswer);
  return (
    <Prefetched data={[[matrixKeys.choices(filters), choices]]}>
      <CohortMatrixPage
        studentsHref="/dashboard/school-admin/students"
        tabs={<ReportTabs />}
        title={reportStrings.title}
      />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { ownAnswer } from "#src/features/analytics/school/schema.ts";
import { analyticsKeys, analyticsPaths } from "#src/features/analytics/ui/analytics-queries.ts";
import { OwnAssessments } from "#src/features/analytics/ui/own-assessments.tsx";
import { loadPlacementFilters } from "#src/features/analytics/ui/periods.ts";
import { strings } from "#src/features/analytics/ui/supervisor-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.own };

/** Private: the API answers only about the reader. */
export default async function OwnAssessmentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const user = await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const { period } = await loadPlacementFilters(searchParams);
  const own = await serverApi(analyticsPaths.own(period), ownAnswer);
  return (
    <Prefetched data={[[analyticsKeys.own(period), own]]}>
      <OwnAssessments readerId={user.id} />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { placementsAnswer } from "#src/features/analytics/school/schema.ts";
import { analyticsKeys, analyticsPaths } from "#src/features/analytics/ui/analytics-queries.ts";
import { loadPlacementFilters } from "#src/features/analytics/ui/periods.ts";
import { PlacementsOverview } from "#src/features/analytics/ui/placements-overview.tsx";
import { strings } from "#src/features/analytics/ui/supervisor-strings.ts";
import { predictionsAnswer } from "#src/features/predictions/schema.ts";
import { predictionKeys, predictionPaths } from "#src/features/predictions/ui/prediction-queries.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";
import { atRiskScope } from "./at-risk-scope.ts";
import { PlacementsAtRisk } from "./placements-at-risk.tsx";

export const metadata: Metadata = { title: strings.title };

/** A rotation of the address in which the reader has nobody any more is left out. */
export default async function SupervisorAnalyticsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const filters = await loadPlacementFilters(searchParams);
  const scope = { ...atRiskScope(filters.rotation), flagged: "true", seenTo: "false" } as const;
  const [placements, atRisk] = await Promise.all([
    findFromApi(analyticsPaths.placements(filters), placementsAnswer),
    serverApi(predictionPaths.list(scope, null), predictionsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        ...(placements ? [[analyticsKeys.placements(filters), placements] as const] : []),
        [predictionKeys.list(scope), { pages: [atRisk], pageParams: [null] }],
      ]}
    >
      <PlacementsOverview atRisk={<PlacementsAtRisk />} />
    </Prefetched>
  );
}

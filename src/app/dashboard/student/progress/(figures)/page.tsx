import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { analyticsAnswer } from "#src/features/analytics/schema.ts";
import { hiddenAnswer } from "#src/features/own-progress/schema.ts";
import { ownProgressKeys, ownProgressPaths } from "#src/features/own-progress/ui/own-progress-queries.ts";
import { strings } from "#src/features/own-progress/ui/own-progress-strings.ts";
import { loadPeriod } from "#src/features/own-progress/ui/period.ts";
import { OwnProgressPage } from "#src/features/own-progress/ui/progress-page.tsx";
import { predictionsAnswer } from "#src/features/predictions/schema.ts";
import { historyAnswer } from "#src/features/progress/schema.ts";
import { progressKeys, progressPaths } from "#src/features/progress/ui/progress-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

/** The assessments themselves are loaded by the browser: they would double the page, and are below its first screen. */
export default async function StudentProgressPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { id } = await getPageUserWithRole("STUDENT");
  const { period } = await loadPeriod(searchParams);
  const [analytics, history, forecast, hidden] = await Promise.all([
    serverApi(ownProgressPaths.analytics(id, period), analyticsAnswer),
    serverApi(progressPaths.history(id), historyAnswer),
    serverApi(ownProgressPaths.forecast(id), predictionsAnswer),
    serverApi(ownProgressPaths.hidden, hiddenAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [ownProgressKeys.analytics(id, period), analytics],
        [progressKeys.history(id), history],
        [ownProgressKeys.forecast(id), forecast],
        [ownProgressKeys.hidden(), hidden],
      ]}
    >
      <OwnProgressPage studentId={id} />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { assessmentsAnswer } from "#src/features/assessments/schema.ts";
import { ownFlagAnswer } from "#src/features/flags/schema.ts";
import { flagsPaths } from "#src/features/flags/ui/flags-queries.ts";
import { historyAnswer, progressAnswer } from "#src/features/progress/schema.ts";
import { progressKeys, progressPaths } from "#src/features/progress/ui/progress-queries.ts";
import { StudentDashboard } from "#src/features/progress/ui/student-dashboard.tsx";
import { renewalsAnswer } from "#src/features/renewals/schema.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";
import { strings } from "../../../strings.ts";

export const metadata: Metadata = { title: strings.dashboard };

export default async function StudentPage() {
  const { id, name } = await getPageUserWithRole("STUDENT");
  const [overview, history, assessed, renewals, recentFirst] = await Promise.all([
    serverApi(progressPaths.overview(id), progressAnswer),
    serverApi(progressPaths.history(id), historyAnswer),
    serverApi(progressPaths.assessed(id), assessmentsAnswer),
    serverApi(progressPaths.renewals(id), renewalsAnswer),
    serverApi(flagsPaths.own("student-home.recent-first"), ownFlagAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [progressKeys.overview(id), overview],
        [progressKeys.history(id), history],
        [progressKeys.assessed(id), assessed],
        [progressKeys.renewals(id), renewals],
      ]}
    >
      <StudentDashboard isRecentFirst={recentFirst.value === true} name={name} studentId={id} />
    </Prefetched>
  );
}

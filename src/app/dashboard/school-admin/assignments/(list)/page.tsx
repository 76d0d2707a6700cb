import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { deploymentsAnswer } from "#src/features/deployments/schema.ts";
import { loadDeploymentFilters } from "#src/features/deployments/ui/deployment-filters.ts";
import { deploymentKeys } from "#src/features/deployments/ui/deployment-keys.ts";
import { deploymentListPath } from "#src/features/deployments/ui/deployment-paths.ts";
import { DeploymentsPage } from "#src/features/deployments/ui/deployments-page.tsx";
import { listStrings } from "#src/features/deployments/ui/list-strings.ts";
import { cohortsAnswer } from "#src/features/people/schema.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: listStrings.title };

export default async function AssignmentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const filters = await loadDeploymentFilters(searchParams);
  const [deployments, cohorts] = await Promise.all([
    serverApi(deploymentListPath(filters), deploymentsAnswer),
    serverApi("/api/cohorts", cohortsAnswer),
  ]);
  const programs = new Map(cohorts.items.map(({ programId, program }) => [programId, program]));
  return (
    <Prefetched data={[[deploymentKeys.list(filters), { pages: [deployments], pageParams: [null] }]]}>
      <DeploymentsPage
        groups={[
          ...[...programs].map(([value, label]) => ({ value, label })),
          ...cohorts.items.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </Prefetched>
  );
}

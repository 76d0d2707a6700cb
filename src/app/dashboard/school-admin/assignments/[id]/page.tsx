import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { actsAnswer, deploymentAnswer, deploymentStudentsAnswer } from "#src/features/deployments/schema.ts";
import { loadStudentFilters } from "#src/features/deployments/ui/deployment-filters.ts";
import { deploymentKeys } from "#src/features/deployments/ui/deployment-keys.ts";
import { DeploymentPage } from "#src/features/deployments/ui/deployment-page.tsx";
import { actsPath, deploymentPath, deploymentStudentsPath } from "#src/features/deployments/ui/deployment-paths.ts";
import { listStrings } from "#src/features/deployments/ui/list-strings.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";
import { isReadableId } from "../../../address-id.ts";

export const metadata: Metadata = { title: listStrings.title };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export default async function AssignmentPage({ params, searchParams }: Props) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const { id } = await params;
  if (!isReadableId(id)) notFound();
  const [deployment, filters] = await Promise.all([
    findFromApi(deploymentPath(id), deploymentAnswer),
    loadStudentFilters(searchParams),
  ]);
  if (!deployment) notFound();
  const [acts, students] = await Promise.all([
    serverApi(actsPath(id), actsAnswer),
    serverApi(deploymentStudentsPath(id, filters), deploymentStudentsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [deploymentKeys.one(id), deployment],
        [deploymentKeys.acts(id), acts],
        [deploymentKeys.students(id, filters), { pages: [students], pageParams: [null] }],
      ]}
    >
      <DeploymentPage
        groups={deployment.targets
          .filter(({ type }) => type !== "student")
          .map(({ id: value, name: label }) => ({ value, label }))}
        id={id}
      />
    </Prefetched>
  );
}

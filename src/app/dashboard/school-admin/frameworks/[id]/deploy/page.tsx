import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { deploymentLine } from "#src/features/deployments/schema.ts";
import { DeployFlow } from "#src/features/deployments/ui/deploy-flow.tsx";
import { deploymentPath } from "#src/features/deployments/ui/deployment-paths.ts";
import { strings } from "#src/features/deployments/ui/strings.ts";
import { frameworkPages } from "#src/features/frameworks/ui/framework-paths.ts";
import { cohortsAnswer } from "#src/features/people/schema.ts";
import { termsAnswer } from "#src/features/schools/schema.ts";
import { schoolKeys, schoolPaths } from "#src/features/schools/ui/school-queries.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";
import { Callout } from "#src/ui/callout.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { getPageUserWithRole } from "../../../../../page-user.ts";
import { Prefetched } from "../../../../../prefetched.tsx";
import { isAddressId } from "../../../../address-id.ts";
import { findFramework } from "../../../../find-framework.ts";

export const metadata: Metadata = { title: strings.deploy };

type DeployProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ deployment?: string | string[] }>;
};

export default async function Deploy({ params, searchParams }: DeployProps) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const [{ id }, { deployment: deploymentId }] = await Promise.all([params, searchParams]);
  const [framework, cohorts, terms, deployment] = await Promise.all([
    findFramework(id),
    serverApi("/api/cohorts", cohortsAnswer),
    serverApi(schoolPaths.terms, termsAnswer),
    isAddressId(deploymentId) ? findFromApi(deploymentPath(deploymentId), deploymentLine) : undefined,
  ]);
  if (!framework) notFound();
  const canDeploy = framework.status === "PUBLISHED" || deploymentId !== undefined;
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader
        back={{ href: frameworkPages.one(id), label: framework.name }}
        title={strings.title(framework.name)}
      />
      {canDeploy ? (
        <Prefetched data={[[schoolKeys.terms(), terms]]}>
          <DeployFlow
            cohorts={cohorts.items.map(({ id: cohortId, name, programId, program, students }) => ({
              id: cohortId,
              name,
              programId,
              program,
              students,
            }))}
            framework={{ id, name: framework.name, competencies: framework.competencies }}
            initial={deployment}
          />
        </Prefetched>
      ) : (
        <Callout>{strings.cannotDeploy}</Callout>
      )}
    </div>
  );
}

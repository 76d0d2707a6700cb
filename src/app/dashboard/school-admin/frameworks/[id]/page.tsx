import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { deploymentsAnswer } from "#src/features/deployments/schema.ts";
import { DeploymentList } from "#src/features/deployments/ui/deployment-list.tsx";
import { deploymentsOfPath } from "#src/features/deployments/ui/deployment-paths.ts";
import { diffAnswer } from "#src/features/framework-versions/schema.ts";
import { versionPaths } from "#src/features/framework-versions/ui/version-queries.ts";
import { VersionsCard } from "#src/features/framework-versions/ui/versions-card.tsx";
import { FrameworkView } from "#src/features/frameworks/ui/framework-detail.tsx";
import { strings } from "#src/features/frameworks/ui/strings.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { findFramework } from "../../../find-framework.ts";

export const metadata: Metadata = { title: strings.frameworks };

export default async function Framework({ params }: { params: Promise<{ id: string }> }) {
  const user = await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const { id } = await params;
  const [framework, deployments, diff] = await Promise.all([
    findFramework(id),
    // A reader who may not see deployments gets the framework without them.
    findFromApi(deploymentsOfPath(id), deploymentsAnswer),
    findFromApi(versionPaths.diff(id), diffAnswer),
  ]);
  if (!framework) notFound();
  return (
    <FrameworkView
      canManage={user.role === "SCHOOL_ADMIN"}
      deployments={
        <>
          {user.role === "SCHOOL_ADMIN" ? <VersionsCard diff={diff} id={id} status={framework.status} /> : null}
          {deployments ? <DeploymentList frameworkId={id} initial={deployments} /> : null}
        </>
      }
      initial={framework}
    />
  );
}

import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { deploymentsAnswer } from "#src/features/deployments/schema.ts";
import { DeploymentList } from "#src/features/deployments/ui/deployment-list.tsx";
import { deploymentsOfPath } from "#src/features/deployments/ui/deployment-paths.ts";
import { frameworkDetail } from "#src/features/frameworks/schema.ts";
import { FrameworkView } from "#src/features/frameworks/ui/framework-detail.tsx";
import { frameworkPath } from "#src/features/frameworks/ui/framework-paths.ts";
import { strings } from "#src/features/frameworks/ui/strings.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { isAddressId } from "../../../address-id.ts";

export const metadata: Metadata = { title: strings.frameworks };

export default async function Framework({ params }: { params: Promise<{ id: string }> }) {
  const user = await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const { id } = await params;
  if (!isAddressId(id)) notFound();
  const [framework, deployments] = await Promise.all([
    findFromApi(frameworkPath(id), frameworkDetail),
    // A reader who may not see deployments gets the framework without them.
    findFromApi(deploymentsOfPath(id), deploymentsAnswer),
  ]);
  if (!framework) notFound();
  return (
    <FrameworkView
      canManage={user.role === "SCHOOL_ADMIN"}
      deployments={deployments ? <DeploymentList frameworkId={id} initial={deployments} /> : null}
      initial={framework}
    />
  );
}

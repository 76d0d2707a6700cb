import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { diffAnswer } from "#src/features/framework-versions/schema.ts";
import { ChangesPage } from "#src/features/framework-versions/ui/changes-page.tsx";
import { strings } from "#src/features/framework-versions/ui/strings.ts";
import { versionKeys, versionPaths } from "#src/features/framework-versions/ui/version-queries.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../../page-user.ts";
import { Prefetched } from "../../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function FrameworkChanges({ params }: { params: Promise<{ id: string }> }) {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const { id } = await params;
  const diff = await findFromApi(versionPaths.diff(id), diffAnswer);
  if (!diff) notFound();
  return (
    <Prefetched data={[[versionKeys.diff(id), diff]]}>
      <ChangesPage id={id} name={diff.to.name} />
    </Prefetched>
  );
}

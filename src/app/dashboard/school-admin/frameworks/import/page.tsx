import type { Metadata } from "next";
import { importAnswer, scalesAnswer } from "#src/features/frameworks/schema.ts";
import { frameworkPages, importPath, ratingScalesPath } from "#src/features/frameworks/ui/framework-paths.ts";
import { ImportFlow } from "#src/features/frameworks/ui/import/import-flow.tsx";
import { strings } from "#src/features/frameworks/ui/import/import-strings.ts";
import { strings as frameworkStrings } from "#src/features/frameworks/ui/strings.ts";
import { cohortsAnswer } from "#src/features/people/schema.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";
import { PageHeader } from "#src/ui/page-header.tsx";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { isAddressId } from "../../../address-id.ts";

export const metadata: Metadata = { title: strings.title };

export default async function ImportFramework({ searchParams }: { searchParams: Promise<{ id?: string | string[] }> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const { id: importId } = await searchParams;
  const [scales, cohorts, initial] = await Promise.all([
    serverApi(ratingScalesPath, scalesAnswer),
    serverApi("/api/cohorts", cohortsAnswer),
    isAddressId(importId) ? findFromApi(importPath(importId), importAnswer) : undefined,
  ]);
  const programs = new Map(cohorts.items.map((cohort) => [cohort.programId, cohort.program]));
  return (
    <>
      <PageHeader
        back={{ href: frameworkPages.list, label: frameworkStrings.frameworks }}
        className="mx-auto max-w-4xl"
        title={strings.title}
      />
      <ImportFlow
        initial={initial}
        programs={[...programs].map(([programId, name]) => ({ id: programId, name }))}
        scales={scales.items}
      />
    </>
  );
}

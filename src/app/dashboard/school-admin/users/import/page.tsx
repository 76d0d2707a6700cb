import type { Metadata } from "next";
import { importAnswer, importsAnswer } from "#src/features/people-imports/schema.ts";
import { ImportFlow } from "#src/features/people-imports/ui/import-flow.tsx";
import { importPages, importPath, importsPath } from "#src/features/people-imports/ui/import-paths.ts";
import { strings } from "#src/features/people-imports/ui/strings.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";
import { PageHeader } from "#src/ui/page-header.tsx";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { isAddressId } from "../../../address-id.ts";

export const metadata: Metadata = { title: strings.title };

export default async function ImportPeople({ searchParams }: { searchParams: Promise<{ id?: string | string[] }> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const { id: importId } = await searchParams;
  const [history, initial] = await Promise.all([
    serverApi(`${importsPath}?limit=20`, importsAnswer),
    isAddressId(importId) ? findFromApi(importPath(importId), importAnswer) : undefined,
  ]);
  return (
    <>
      <PageHeader back={{ href: importPages.people, label: strings.back }} title={strings.title} />
      <ImportFlow history={history} initial={initial} />
    </>
  );
}

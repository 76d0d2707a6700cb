import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { frameworksAnswer } from "#src/features/frameworks/schema.ts";
import { NewFramework } from "#src/features/frameworks/ui/editor/new-framework-later.tsx";
import { loadFrameworkFilters } from "#src/features/frameworks/ui/framework-filters.ts";
import { frameworkPages, frameworksPath, templatePath } from "#src/features/frameworks/ui/framework-paths.ts";
import { FrameworksList } from "#src/features/frameworks/ui/frameworks-list.tsx";
import { listStrings } from "#src/features/frameworks/ui/list-strings.ts";
import { strings } from "#src/features/frameworks/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { buttonStyle } from "#src/ui/button.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { getPageUserWithRole } from "../../../../page-user.ts";

export const metadata: Metadata = { title: strings.frameworks };

export default async function Frameworks({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const user = await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const filters = await loadFrameworkFilters(searchParams);
  const page = await serverApi(frameworksPath(filters), frameworksAnswer);
  const canManage = user.role === "SCHOOL_ADMIN";
  // The empty state already has this button, with an explanation.
  const isEmpty = page.items.length === 0 && filters.search === "" && filters.status === null;
  return (
    <>
      <PageHeader
        actions={
          canManage && !isEmpty ? (
            <>
              <NewFramework />
              <a className={buttonStyle()} download href={templatePath}>
                {listStrings.template}
              </a>
              <LinkButton href={frameworkPages.import} variant="primary">
                {listStrings.importFramework}
              </LinkButton>
            </>
          ) : null
        }
        description={listStrings.frameworksHelp}
        title={strings.frameworks}
      />
      <FrameworksList canManage={canManage} initial={{ filters, page }} />
    </>
  );
}

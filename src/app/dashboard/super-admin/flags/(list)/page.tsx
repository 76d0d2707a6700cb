import type { Metadata } from "next";
import { flagsAnswer } from "#src/features/flags/schema.ts";
import { FlagsPage } from "#src/features/flags/ui/flags-page.tsx";
import { flagsKeys, flagsPaths } from "#src/features/flags/ui/flags-queries.ts";
import { flagsStrings as strings } from "#src/features/flags/ui/flags-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SuperAdminFlagsPage() {
  await getPageUserWithRole("SUPER_ADMIN");
  const flags = await serverApi(flagsPaths.list, flagsAnswer);
  return (
    <Prefetched data={[[flagsKeys.list(), flags]]}>
      <FlagsPage />
    </Prefetched>
  );
}

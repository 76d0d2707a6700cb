import type { Metadata } from "next";
import { healthAnswer, schoolsAnswer } from "#src/features/schools/console/schema.ts";
import { ConsolePage } from "#src/features/schools/ui/console/console-page.tsx";
import { consoleKeys, consolePaths } from "#src/features/schools/ui/console/console-queries.ts";
import { strings } from "#src/features/schools/ui/console/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../page-user.ts";
import { Prefetched } from "../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SuperAdminPage() {
  await getPageUserWithRole("SUPER_ADMIN");
  const [schools, health] = await Promise.all([
    serverApi(consolePaths.list, schoolsAnswer),
    serverApi(consolePaths.health, healthAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [consoleKeys.list(), schools],
        [consoleKeys.health(), health],
      ]}
    >
      <ConsolePage />
    </Prefetched>
  );
}

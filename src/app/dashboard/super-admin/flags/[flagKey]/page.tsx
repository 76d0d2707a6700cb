import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { experimentAnswer, flagHistoryAnswer } from "#src/features/flags/schema.ts";
import { ExperimentPage } from "#src/features/flags/ui/experiment-page.tsx";
import { flagsKeys, flagsPaths } from "#src/features/flags/ui/flags-queries.ts";
import { flagsStrings as strings } from "#src/features/flags/ui/flags-strings.ts";
import { isFlagKey } from "#src/features/flags/values.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SuperAdminFlagPage({ params }: { params: Promise<{ flagKey: string }> }) {
  await getPageUserWithRole("SUPER_ADMIN");
  const key = decodeURIComponent((await params).flagKey);
  if (!isFlagKey(key)) notFound();
  const [experiment, history] = await Promise.all([
    serverApi(flagsPaths.experiment(key), experimentAnswer),
    serverApi(flagsPaths.history(key), flagHistoryAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [flagsKeys.experiment(key), experiment],
        [flagsKeys.history(key), history],
      ]}
    >
      <ExperimentPage flagKey={key} />
    </Prefetched>
  );
}

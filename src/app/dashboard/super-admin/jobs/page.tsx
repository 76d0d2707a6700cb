import type { Metadata } from "next";
import { failuresAnswer, jobsAnswer } from "#src/features/jobs/schema.ts";
import { JobsPage } from "#src/features/jobs/ui/jobs-page.tsx";
import { jobsKeys, jobsPaths } from "#src/features/jobs/ui/jobs-queries.ts";
import { jobsStrings as strings } from "#src/features/jobs/ui/jobs-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SuperAdminJobsPage() {
  await getPageUserWithRole("SUPER_ADMIN");
  const [jobs, failures] = await Promise.all([
    serverApi(jobsPaths.overview, jobsAnswer),
    serverApi(jobsPaths.failures, failuresAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [jobsKeys.overview(), jobs],
        [jobsKeys.failures(null), { pages: [failures], pageParams: [null] }],
      ]}
    >
      <JobsPage />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { jobsAnswer } from "#src/features/jobs/schema.ts";
import { JobsPage } from "#src/features/jobs/ui/jobs-page.tsx";
import { jobsKeys, jobsPaths } from "#src/features/jobs/ui/jobs-queries.ts";
import { jobsStrings as strings } from "#src/features/jobs/ui/jobs-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SuperAdminJobsPage() {
  await getPageUserWithRole("SUPER_ADMIN");
  const jobs = await serverApi(jobsPaths.overview, jobsAnswer);
  return (
    <Prefetched data={[[jobsKeys.overview(), jobs]]}>
      <JobsPage />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { submissionsAnswer } from "#src/features/submissions/schema.ts";
import { StaffSubmissions } from "#src/features/submissions/ui/staff-submissions.tsx";
import { strings } from "#src/features/submissions/ui/strings.ts";
import { loadSubmissionFilters } from "#src/features/submissions/ui/submission-filters.ts";
import { submissionKeys, submissionPaths } from "#src/features/submissions/ui/submission-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SchoolSubmissionsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const filters = await loadSubmissionFilters(searchParams);
  const first = await serverApi(submissionPaths.list(filters), submissionsAnswer);
  return (
    <Prefetched data={[[submissionKeys.list(filters), { pages: [first], pageParams: [null] }]]}>
      <StaffSubmissions basePath="/dashboard/school-admin/submissions" isSchool />
    </Prefetched>
  );
}

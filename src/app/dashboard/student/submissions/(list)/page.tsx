import type { Metadata } from "next";
import { submissionsAnswer } from "#src/features/submissions/schema.ts";
import { OwnSubmissions } from "#src/features/submissions/ui/own-submissions.tsx";
import { strings } from "#src/features/submissions/ui/strings.ts";
import { noFilters, submissionKeys, submissionPaths } from "#src/features/submissions/ui/submission-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.yours };

export default async function StudentSubmissionsPage() {
  await getPageUserWithRole("STUDENT");
  const views = await Promise.all(
    (["open", "closed"] as const).map(async (view) => {
      const filters = { ...noFilters, view };
      const first = await serverApi(submissionPaths.list(filters), submissionsAnswer);
      return [submissionKeys.list(filters), { pages: [first], pageParams: [null] }] as const;
    }),
  );
  return (
    <Prefetched data={views}>
      <OwnSubmissions />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { expiredAnswer, requestRules, staleDraftsAnswer } from "#src/features/requests/schema.ts";
import { adminStrings } from "#src/features/requests/ui/admin-strings.ts";
import { requestKeys, requestPaths } from "#src/features/requests/ui/request-queries.ts";
import { UnansweredPage } from "#src/features/requests/ui/unanswered-page.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: adminStrings.title };

export default async function SchoolRequestsPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const [expired, drafts, rules] = await Promise.all([
    serverApi(requestPaths.expired(null), expiredAnswer),
    serverApi(requestPaths.staleDrafts(null), staleDraftsAnswer),
    serverApi(requestPaths.rules, requestRules),
  ]);
  return (
    <Prefetched
      data={[
        [requestKeys.expired(), { pages: [expired], pageParams: [null] }],
        [requestKeys.staleDrafts(), { pages: [drafts], pageParams: [null] }],
        [requestKeys.rules(), rules],
      ]}
    >
      <UnansweredPage />
    </Prefetched>
  );
}

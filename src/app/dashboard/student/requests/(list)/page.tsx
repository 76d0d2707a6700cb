import type { Metadata } from "next";
import { requestsAnswer } from "#src/features/requests/schema.ts";
import { AskedPage } from "#src/features/requests/ui/asked-page.tsx";
import { requestKeys, requestPaths } from "#src/features/requests/ui/request-queries.ts";
import { strings } from "#src/features/requests/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.requests };

export default async function StudentRequestsPage() {
  await getPageUserWithRole("STUDENT");
  const [open, closed] = await Promise.all([
    serverApi(requestPaths.open(null), requestsAnswer),
    serverApi(requestPaths.closed(null), requestsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [requestKeys.open(), { pages: [open], pageParams: [null] }],
        [requestKeys.closed(), { pages: [closed], pageParams: [null] }],
      ]}
    >
      <AskedPage />
    </Prefetched>
  );
}

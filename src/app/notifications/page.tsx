import type { Metadata } from "next";
import { notificationsAnswer } from "#src/features/notifications/schema.ts";
import { listKey, listPath } from "#src/features/notifications/ui/notification-list-queries.ts";
import { NotificationsPage } from "#src/features/notifications/ui/notifications-page.tsx";
import { strings } from "#src/features/notifications/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUser } from "../page-user.ts";
import { Prefetched } from "../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function AllNotificationsPage({
  searchParams,
}: {
  searchParams: Promise<{ view?: string | string[] }>;
}) {
  await getPageUser();
  const view = (await searchParams).view === "unread" ? "unread" : "all";
  const first = await serverApi(listPath(view), notificationsAnswer);
  return (
    <Prefetched data={[[listKey(view), { pages: [first], pageParams: [null] }]]}>
      <NotificationsPage />
    </Prefetched>
  );
}

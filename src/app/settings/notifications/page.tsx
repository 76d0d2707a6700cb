import type { Metadata } from "next";
import { settingsAnswer } from "#src/features/notifications/schema.ts";
import { NotificationSettingsPage } from "#src/features/notifications/ui/settings-page.tsx";
import { settingsKey, settingsPath } from "#src/features/notifications/ui/settings-queries.ts";
import { settingsStrings as strings } from "#src/features/notifications/ui/settings-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUser } from "../../page-user.ts";
import { Prefetched } from "../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function OwnNotificationSettingsPage() {
  const [{ role }, settings] = await Promise.all([getPageUser(), serverApi(settingsPath, settingsAnswer)]);
  return (
    <Prefetched data={[[settingsKey, settings]]}>
      <NotificationSettingsPage role={role} />
    </Prefetched>
  );
}

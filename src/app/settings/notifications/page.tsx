import type { Metadata } from "next";
import { devicesAnswer, settingsAnswer } from "#src/features/notifications/schema.ts";
import { PushDevices } from "#src/features/notifications/ui/push-devices.tsx";
import { pushKeys, pushPaths } from "#src/features/notifications/ui/push-queries.ts";
import { NotificationSettingsPage } from "#src/features/notifications/ui/settings-page.tsx";
import { settingsKey, settingsPath } from "#src/features/notifications/ui/settings-queries.ts";
import { settingsStrings as strings } from "#src/features/notifications/ui/settings-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUser } from "../../page-user.ts";
import { Prefetched } from "../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function OwnNotificationSettingsPage() {
  const [{ role }, settings, devices] = await Promise.all([
    getPageUser(),
    serverApi(settingsPath, settingsAnswer),
    serverApi(pushPaths.devices, devicesAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [settingsKey, settings],
        [pushKeys.devices(), devices],
      ]}
    >
      <NotificationSettingsPage pushDevices={<PushDevices />} role={role} />
    </Prefetched>
  );
}

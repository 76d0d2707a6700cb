import { SettingsSkeleton } from "#src/features/notifications/ui/settings-skeleton.tsx";
import { PageHeaderSkeleton } from "#src/ui/skeleton.tsx";

export default function NotificationSettingsLoading() {
  return (
    <>
      <PageHeaderSkeleton />
      <SettingsSkeleton />
    </>
  );
}

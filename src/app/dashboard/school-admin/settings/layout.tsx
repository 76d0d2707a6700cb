import type { ReactNode } from "react";
import { strings } from "#src/features/schools/ui/admin-strings.ts";
import { SettingsTabs } from "#src/features/schools/ui/settings-tabs.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { getPageUserWithRole } from "../../../page-user.ts";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  return (
    <>
      <PageHeader description={strings.settingsHelp} title={strings.settings} />
      <SettingsTabs />
      {children}
    </>
  );
}

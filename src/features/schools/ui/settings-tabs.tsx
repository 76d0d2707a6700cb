"use client";

import { usePathname, useRouter } from "next/navigation";
import { TabLinks } from "#src/ui/tab-links.tsx";
import { strings } from "./admin-strings.ts";
import { settingsPages } from "./school-queries.ts";

type Section = keyof typeof settingsPages;
const sections: readonly Section[] = [
  "school",
  "programs",
  "terms",
  "requests",
  "assessing",
  "scales",
  "messages",
  "suggestions",
  "signIn",
];

/** The sections of the settings, each at an address of its own. */
export function SettingsTabs() {
  const pathname = usePathname();
  const router = useRouter();
  return (
    <TabLinks
      label={strings.tabs}
      onValueChange={(section) => router.push(settingsPages[section])}
      tabs={sections.map((value) => ({ value, label: strings.sections[value], href: settingsPages[value] }))}
      value={sections.find((section) => settingsPages[section] === pathname) ?? "school"}
    />
  );
}

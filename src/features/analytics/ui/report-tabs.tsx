"use client";

import { usePathname, useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import { TabLinks } from "#src/ui/tab-links.tsx";
import { strings } from "./admin-strings.ts";
import { reportParsers } from "./periods.ts";
import { strings as shared } from "./strings.ts";

const root = "/dashboard/school-admin/reports";
const tabs = [
  { value: "overview", label: shared.overview, href: root },
  { value: "programs", label: strings.sections.programs, href: `${root}/programs` },
  { value: "accreditation", label: strings.sections.accreditation, href: `${root}/accreditation` },
  { value: "sites", label: strings.sections.sites, href: `${root}/sites` },
  { value: "use", label: strings.sections.use, href: `${root}/use` },
  { value: "matrix", label: shared.matrix, href: `${root}/matrix` },
] as const;

/** The tabs of a school's reports, each at an address of its own; the chosen period goes along. */
export function ReportTabs() {
  const pathname = usePathname();
  const router = useRouter();
  const [{ period }] = useQueryStates(reportParsers);
  const at = (href: string) => (period === "" ? href : `${href}?${new URLSearchParams({ period })}`);
  return (
    <TabLinks
      label={strings.tabs}
      onValueChange={(next) => router.push(at(tabs.find(({ value }) => value === next)?.href ?? root))}
      tabs={tabs.map((tab) => ({ ...tab, href: at(tab.href) }))}
      value={tabs.find(({ href }) => href === pathname)?.value ?? "overview"}
    />
  );
}

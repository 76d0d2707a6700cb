import type { Metadata } from "next";
import { HowPage } from "#src/features/own-progress/ui/how-page.tsx";
import { strings } from "#src/features/own-progress/ui/own-progress-strings.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";

export const metadata: Metadata = { title: strings.howTitle };

export default async function HowProgressPage() {
  await getPageUserWithRole("STUDENT");
  return <HowPage />;
}

import type { Metadata } from "next";
import { AssessmentsBehind } from "#src/features/analytics/ui/assessments-behind.tsx";
import { strings } from "#src/features/analytics/ui/strings.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";

export const metadata: Metadata = { title: strings.behindTitle };

export default async function SchoolAssessmentsBehindPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  return <AssessmentsBehind base="/dashboard/school-admin/reports" />;
}

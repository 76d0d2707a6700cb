import type { Metadata } from "next";
import { schoolAnswer } from "#src/features/schools/schema.ts";
import { strings } from "#src/features/schools/ui/admin-strings.ts";
import { schoolKeys, schoolPaths } from "#src/features/schools/ui/school-queries.ts";
import { SchoolSection } from "#src/features/schools/ui/school-section.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.settings };

export default async function SchoolSettingsPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const school = await serverApi(schoolPaths.school, schoolAnswer);
  return (
    <Prefetched data={[[schoolKeys.school(), school]]}>
      <SchoolSection />
    </Prefetched>
  );
}

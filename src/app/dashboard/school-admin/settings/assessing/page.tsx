import type { Metadata } from "next";
import { schoolAnswer } from "#src/features/schools/schema.ts";
import { strings } from "#src/features/schools/ui/admin-strings.ts";
import { AssessingSection } from "#src/features/schools/ui/assessing-section.tsx";
import { schoolKeys, schoolPaths } from "#src/features/schools/ui/school-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.sections.assessing };

export default async function AssessingSettingsPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const school = await serverApi(schoolPaths.school, schoolAnswer);
  return (
    <Prefetched data={[[schoolKeys.school(), school]]}>
      <AssessingSection />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { termsAnswer } from "#src/features/schools/schema.ts";
import { strings } from "#src/features/schools/ui/admin-strings.ts";
import { schoolKeys, schoolPaths } from "#src/features/schools/ui/school-queries.ts";
import { TermsSection } from "#src/features/schools/ui/terms-section.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.terms };

export default async function TermsPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const terms = await serverApi(schoolPaths.terms, termsAnswer);
  return (
    <Prefetched data={[[schoolKeys.terms(), terms]]}>
      <TermsSection />
    </Prefetched>
  );
}

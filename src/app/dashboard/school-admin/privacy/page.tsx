import type { Metadata } from "next";
import { consentTextsAnswer } from "#src/features/privacy/consents/schema.ts";
import { erasuresAnswer, exportsAnswer, holdsAnswer } from "#src/features/privacy/schema.ts";
import { privacyKeys, privacyPaths } from "#src/features/privacy/ui/privacy-queries.ts";
import { SchoolPrivacyPage } from "#src/features/privacy/ui/school-privacy-page.tsx";
import { strings } from "#src/features/privacy/ui/school-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SchoolAdminPrivacyPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const [erasures, holds, exports, texts] = await Promise.all([
    serverApi(privacyPaths.schoolErasures, erasuresAnswer),
    serverApi(privacyPaths.holds, holdsAnswer),
    serverApi(privacyPaths.schoolExports, exportsAnswer),
    serverApi(privacyPaths.texts, consentTextsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [privacyKeys.schoolErasures, erasures],
        [privacyKeys.holds, holds],
        [privacyKeys.schoolExports, exports],
        [privacyKeys.texts, texts],
      ]}
    >
      <SchoolPrivacyPage />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { consentAnswer } from "#src/features/learning-analytics/schema.ts";
import { consentKey, consentPath } from "#src/features/learning-analytics/ui/consent-queries.ts";
import { ownConsentsAnswer } from "#src/features/privacy/consents/schema.ts";
import { erasuresAnswer, exportsAnswer, storedAnswer } from "#src/features/privacy/schema.ts";
import { PrivacyPage } from "#src/features/privacy/ui/privacy-page.tsx";
import { privacyKeys, privacyPaths } from "#src/features/privacy/ui/privacy-queries.ts";
import { strings } from "#src/features/privacy/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUser } from "../../page-user.ts";
import { Prefetched } from "../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function OwnPrivacyPage() {
  // A super admin belongs to no school that could export or erase them.
  const isOfSchool = (await getPageUser()).role !== "SUPER_ADMIN";
  const [consents, use, stored, own] = await Promise.all([
    serverApi(privacyPaths.consents, ownConsentsAnswer),
    serverApi(consentPath, consentAnswer),
    serverApi(privacyPaths.stored, storedAnswer),
    isOfSchool
      ? Promise.all([serverApi(privacyPaths.exports, exportsAnswer), serverApi(privacyPaths.erasures, erasuresAnswer)])
      : undefined,
  ]);
  return (
    <Prefetched
      data={[
        [privacyKeys.consents, consents],
        [consentKey, use],
        [privacyKeys.stored, stored],
        ...(own
          ? ([
              [privacyKeys.exports, own[0]],
              [privacyKeys.erasures, own[1]],
            ] as const)
          : []),
      ]}
    >
      <PrivacyPage isOfSchool={isOfSchool} />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { wordingsAnswer } from "#src/features/wordings/schema.ts";
import { wordingKeys, wordingsPath } from "#src/features/wordings/ui/wording-queries.ts";
import { strings } from "#src/features/wordings/ui/wording-strings.ts";
import { WordingsSection } from "#src/features/wordings/ui/wordings-section.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SuggestionsSettingsPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const wordings = await serverApi(wordingsPath, wordingsAnswer);
  return (
    <Prefetched data={[[wordingKeys.all(), wordings]]}>
      <WordingsSection />
    </Prefetched>
  );
}

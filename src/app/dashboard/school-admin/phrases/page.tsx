import type { Metadata } from "next";
import { phrasesAnswer } from "#src/features/phrases/schema.ts";
import { phraseKeys, phrasePaths } from "#src/features/phrases/ui/phrase-queries.ts";
import { PhrasesPage } from "#src/features/phrases/ui/phrases-page.tsx";
import { strings } from "#src/features/phrases/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SchoolPhrasesPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const phrases = await serverApi(phrasePaths.all, phrasesAnswer);
  return (
    <Prefetched data={[[phraseKeys.all(), phrases]]}>
      <PhrasesPage isAdmin />
    </Prefetched>
  );
}

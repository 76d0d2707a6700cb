import type { Metadata } from "next";
import { requestRules } from "#src/features/requests/schema.ts";
import { requestKeys, requestPaths } from "#src/features/requests/ui/request-queries.ts";
import { RulesCard } from "#src/features/requests/ui/rules-card.tsx";
import { strings } from "#src/features/schools/ui/admin-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.sections.requests };

export default async function RequestSettingsPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const rules = await serverApi(requestPaths.rules, requestRules);
  return (
    <Prefetched data={[[requestKeys.rules(), rules]]}>
      <div className="max-w-2xl">
        <RulesCard />
      </div>
    </Prefetched>
  );
}

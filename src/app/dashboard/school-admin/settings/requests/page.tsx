import type { Metadata } from "next";
import { requestRules } from "#src/features/requests/schema.ts";
import { requestKeys, requestPaths } from "#src/features/requests/ui/request-queries.ts";
import { RulesCard } from "#src/features/requests/ui/rules-card.tsx";
import { schoolAnswer } from "#src/features/schools/schema.ts";
import { strings } from "#src/features/schools/ui/admin-strings.ts";
import { DueRemindersCard } from "#src/features/schools/ui/due-reminders-card.tsx";
import { schoolKeys, schoolPaths } from "#src/features/schools/ui/school-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.sections.requests };

export default async function RequestSettingsPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const [rules, school] = await Promise.all([
    serverApi(requestPaths.rules, requestRules),
    serverApi(schoolPaths.school, schoolAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [requestKeys.rules(), rules],
        [schoolKeys.school(), school],
      ]}
    >
      <div className="flex max-w-2xl flex-col gap-5">
        <RulesCard />
        <DueRemindersCard />
      </div>
    </Prefetched>
  );
}

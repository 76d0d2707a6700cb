import type { Metadata } from "next";
import { signInRules } from "#src/features/sessions/factors/schema.ts";
import { factorKeys, factorPaths } from "#src/features/sessions/ui/factor-queries.ts";
import { strings } from "#src/features/sessions/ui/factor-strings.ts";
import { SignInRulesSection } from "#src/features/sessions/ui/rules-section.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.rules };

export default async function SignInSettingsPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const rules = await serverApi(factorPaths.rules, signInRules);
  return (
    <Prefetched data={[[factorKeys.rules(), rules]]}>
      <SignInRulesSection />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { healthAnswer } from "#src/features/health/schema.ts";
import { HealthPage } from "#src/features/health/ui/health-page.tsx";
import { healthKeys, healthPaths } from "#src/features/health/ui/health-queries.ts";
import { healthStrings as strings } from "#src/features/health/ui/health-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SuperAdminHealthPage() {
  await getPageUserWithRole("SUPER_ADMIN");
  const health = await serverApi(healthPaths.checks, healthAnswer);
  return (
    <Prefetched data={[[healthKeys.all(), health]]}>
      <HealthPage />
    </Prefetched>
  );
}

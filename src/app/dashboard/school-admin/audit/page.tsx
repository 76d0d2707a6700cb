import type { Metadata } from "next";
import { auditAnswer, auditStateAnswer } from "#src/features/audit/schema.ts";
import { strings } from "#src/features/audit/ui/admin-strings.ts";
import { loadAuditFilters } from "#src/features/audit/ui/audit-filters.ts";
import { AuditPage } from "#src/features/audit/ui/audit-page.tsx";
import { auditKeys, auditPath, auditPaths } from "#src/features/audit/ui/audit-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SchoolAdminAuditPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const filters = loadAuditFilters(await searchParams);
  const [state, entries] = await Promise.all([
    serverApi(auditPaths.state, auditStateAnswer),
    serverApi(auditPath(filters, null), auditAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [auditKeys.state(), state],
        [auditKeys.list(filters), { pages: [entries], pageParams: [null] }],
      ]}
    >
      <AuditPage />
    </Prefetched>
  );
}

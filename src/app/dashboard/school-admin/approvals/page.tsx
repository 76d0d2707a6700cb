import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { waitingAnswer } from "#src/features/approvals/schema.ts";
import { strings } from "#src/features/approvals/ui/admin-strings.ts";
import { loadApprovalFilters } from "#src/features/approvals/ui/approval-filters.ts";
import { approvalKeys, approvalPaths } from "#src/features/approvals/ui/approval-queries.ts";
import { ApprovalsPage } from "#src/features/approvals/ui/approvals-page.tsx";
import { cohortsAnswer } from "#src/features/people/schema.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SchoolApprovalsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const filters = await loadApprovalFilters(searchParams);
  const [waiting, cohorts] = await Promise.all([
    serverApi(approvalPaths.list(filters), waitingAnswer),
    serverApi("/api/cohorts", cohortsAnswer),
  ]);
  return (
    <Prefetched data={[[approvalKeys.list(filters), { pages: [waiting], pageParams: [null] }]]}>
      <ApprovalsPage cohorts={cohorts.items.map(({ id, name }) => ({ value: id, label: name }))} />
    </Prefetched>
  );
}

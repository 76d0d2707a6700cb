import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { cohortsAnswer } from "#src/features/people/schema.ts";
import { renewalCountsAnswer, renewalsAnswer } from "#src/features/renewals/schema.ts";
import { loadRenewalFilters } from "#src/features/renewals/ui/renewal-filters.ts";
import { renewalKeys, renewalPaths } from "#src/features/renewals/ui/renewal-queries.ts";
import { RenewalsPage } from "#src/features/renewals/ui/renewals-page.tsx";
import { strings } from "#src/features/renewals/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SchoolRenewalsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const filters = await loadRenewalFilters(searchParams);
  const [renewals, counts, cohorts] = await Promise.all([
    serverApi(renewalPaths.list(filters), renewalsAnswer),
    serverApi(renewalPaths.counts, renewalCountsAnswer),
    serverApi("/api/cohorts", cohortsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [renewalKeys.list(filters), { pages: [renewals], pageParams: [null] }],
        [renewalKeys.counts(), counts],
      ]}
    >
      <RenewalsPage cohorts={cohorts.items.map(({ id, name }) => ({ value: id, label: name }))} />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { toDecideAnswer } from "#src/features/time-records/schema.ts";
import { loadHoursFilters } from "#src/features/time-records/ui/hours-filters.ts";
import { hoursKeys, hoursPaths } from "#src/features/time-records/ui/hours-queries.ts";
import { HoursToApprove } from "#src/features/time-records/ui/hours-to-approve.tsx";
import { strings } from "#src/features/time-records/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.leftToSchool };

export default async function HoursLeftToSchoolPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const filters = await loadHoursFilters(searchParams);
  const first = await serverApi(hoursPaths.toDecide(filters), toDecideAnswer);
  return (
    <Prefetched data={[[hoursKeys.toDecide(filters), { pages: [first], pageParams: [null] }]]}>
      <HoursToApprove reader="school" />
    </Prefetched>
  );
}

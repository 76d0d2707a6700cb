import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { cohortsAnswer, peopleAnswer, peopleCountsAnswer } from "#src/features/people/schema.ts";
import { loadPeopleFilters } from "#src/features/people/ui/people-filters.ts";
import { PeoplePage } from "#src/features/people/ui/people-page.tsx";
import { peopleApi, peoplePath } from "#src/features/people/ui/people-paths.ts";
import { peopleKeys } from "#src/features/people/ui/people-queries.ts";
import { peopleStrings } from "#src/features/people/ui/people-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: peopleStrings.title };

export default async function SchoolPeoplePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const filters = await loadPeopleFilters(searchParams);
  const [people, counts, cohorts] = await Promise.all([
    serverApi(peoplePath(filters), peopleAnswer),
    serverApi(peopleApi.counts, peopleCountsAnswer),
    serverApi("/api/cohorts", cohortsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [peopleKeys.list(filters), { pages: [people], pageParams: [null] }],
        [peopleKeys.counts(), counts],
      ]}
    >
      <PeoplePage cohorts={cohorts.items.map(({ id, name }) => ({ id, name }))} />
    </Prefetched>
  );
}

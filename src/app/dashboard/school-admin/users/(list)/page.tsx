import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { peopleAnswer, peopleCountsAnswer } from "#src/features/people/schema.ts";
import { loadPeopleFilters } from "#src/features/people/ui/people-filters.ts";
import { PeoplePage } from "#src/features/people/ui/people-page.tsx";
import { peopleApi, peoplePath } from "#src/features/people/ui/people-paths.ts";
import { peopleKeys } from "#src/features/people/ui/people-queries.ts";
import { peopleStrings } from "#src/features/people/ui/people-strings.ts";
import { programsAnswer } from "#src/features/programs/schema.ts";
import { programPaths } from "#src/features/programs/ui/program-queries.ts";
import { viewsAnswer } from "#src/features/saved-views/schema.ts";
import { viewKeys, viewPaths } from "#src/features/saved-views/ui/view-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: peopleStrings.title };

export default async function SchoolPeoplePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const filters = await loadPeopleFilters(searchParams);
  const [people, counts, programs, views] = await Promise.all([
    serverApi(peoplePath(filters), peopleAnswer),
    serverApi(peopleApi.counts, peopleCountsAnswer),
    serverApi(programPaths.list, programsAnswer),
    serverApi(viewPaths.of("people"), viewsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [peopleKeys.list(filters), { pages: [people], pageParams: [null] }],
        [peopleKeys.counts(), counts],
        [viewKeys.of("people"), views],
      ]}
    >
      <PeoplePage
        cohorts={programs.items.flatMap(({ cohorts }) => cohorts.map(named))}
        programs={programs.items.map(named)}
      />
    </Prefetched>
  );
}

function named({ id, name }: { id: string; name: string }) {
  return { id, name };
}

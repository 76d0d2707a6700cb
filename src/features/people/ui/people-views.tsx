"use client";

import type { PeopleCounts } from "#src/features/people/schema.ts";
import { ViewChips } from "#src/features/saved-views/ui/view-chips.tsx";
import { loadPeopleFilters, peopleInAddress } from "./people-filters.ts";
import { filterOfPeople, type PeopleFilters } from "./people-paths.ts";
import { peopleStrings as strings } from "./people-strings.ts";

type View = Partial<Pick<PeopleFilters, "role" | "status" | "placement" | "seen">>;

/** What each view of the program asks for; the server counts by the same names. */
const views: Record<keyof PeopleCounts, View> = {
  everybody: {},
  students: { role: "STUDENT" },
  supervisors: { role: "CLINICAL_SUPERVISOR" },
  admins: { role: "SCHOOL_ADMIN" },
  withoutPlacement: { placement: "none" },
  invited: { status: "INVITED" },
  neverSeen: { seen: "never" },
  suspended: { status: "SUSPENDED" },
  left: { status: "LEFT" },
};
// The keys of the record above.
const names = Object.keys(views) as (keyof PeopleCounts)[];

const path = "/dashboard/school-admin/users";

/** The views of the people with their exact counts, and those that the reader saved. */
export function PeopleViews({ counts, filters }: { counts: PeopleCounts | undefined; filters: PeopleFilters }) {
  const filter = JSON.stringify(filterOfPeople(filters));
  return (
    <ViewChips
      builtIn={names.flatMap((name) => {
        const isCurrent = filter === JSON.stringify(views[name]);
        const count = counts?.[name];
        // A view that is empty and not shown would only fill the row.
        if (!isCurrent && count === 0 && name !== "everybody") return [];
        const href = `${path}${peopleInAddress(views[name])}`;
        return [{ key: name, name: strings.viewNames[name], href, isCurrent, count }];
      })}
      label={strings.views}
      normalise={(query) => queryOf(loadPeopleFilters(new URLSearchParams(query)))}
      page="people"
      path={path}
      query={queryOf(filters)}
    />
  );
}

function queryOf(filters: PeopleFilters): string {
  return peopleInAddress({ ...filters, search: filters.search.trim() }).replace(/^\?/, "");
}

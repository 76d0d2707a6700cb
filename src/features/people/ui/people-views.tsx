"use client";

import Link from "next/link";
import type { PeopleCounts } from "#src/features/people/schema.ts";
import { cn } from "#src/ui/cn.ts";
import { peopleInAddress } from "./people-filters.ts";
import { filterOfPeople, type PeopleFilters } from "./people-paths.ts";
import { peopleStrings as strings } from "./people-strings.ts";

type View = Partial<Pick<PeopleFilters, "role" | "status" | "placement" | "seen">>;

/** What each saved view asks for; the server counts by the same names. */
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

/** Saved views as a row of exact counts; each is a link, so that it can be opened beside and sent to somebody. */
export function PeopleViews({ counts, filters }: { counts: PeopleCounts | undefined; filters: PeopleFilters }) {
  const current = JSON.stringify(filterOfPeople(filters));
  return (
    <nav aria-label={strings.views} className="-mx-1 mb-4 overflow-x-auto px-1 py-1 print:hidden">
      <ul className="flex w-max gap-2">
        {names.map((name) => {
          const isCurrent = current === JSON.stringify(views[name]);
          const count = counts?.[name];
          // A view that is empty and not shown would only fill the row.
          if (!isCurrent && count === 0 && name !== "everybody") return null;
          return (
            <li key={name}>
              <Link
                aria-current={isCurrent ? "true" : undefined}
                className={cn(
                  "flex h-9 items-center gap-2 rounded-full border border-border bg-surface px-3.5 text-sm font-medium whitespace-nowrap transition-colors duration-150 hover:bg-surface-secondary touch:h-11",
                  isCurrent && "border-accent bg-accent-soft text-accent-soft-foreground hover:bg-accent-soft",
                )}
                href={`/dashboard/school-admin/users${peopleInAddress(views[name])}`}
                prefetch={false}
                scroll={false}
              >
                {strings.viewNames[name]}
                <span className={cn("num font-normal text-muted", isCurrent && "text-inherit")}>
                  {count === undefined ? "…" : count.toLocaleString("en")}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { SearchX, Users } from "lucide-react";
import { memo, useDeferredValue, useEffect, useMemo, useState } from "react";
import { QueryError } from "#src/client/query-content.tsx";
import type { CohortLine, PersonLine } from "#src/features/people/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { PeopleBulkBar } from "./people-bulk-bar.tsx";
import type { PeopleFilters } from "./people-paths.ts";
import { peopleQuery } from "./people-queries.ts";
import { peopleStrings as strings } from "./people-strings.ts";
import { PeopleTable } from "./people-table.tsx";
import type { Selection } from "./selection.ts";

type PeopleListProps = {
  cohorts: readonly Pick<CohortLine, "id" | "name">[];
  filters: PeopleFilters;
  isFiltered: boolean;
  /** `null` takes all filters away. */
  onFilter: (change: Partial<Pick<PeopleFilters, "sort" | "order">> | null) => unknown;
  onInvite: () => void;
};

const nobody: ReadonlySet<string> = new Set();

/** The people whom the filters find, and what is done with the selected ones. A page that arrives draws nothing else. */
export const PeopleList = memo(function PeopleList({
  cohorts,
  filters,
  isFiltered,
  onFilter,
  onInvite,
}: PeopleListProps) {
  const [selection, setSelection] = useState<Selection>({ ids: nobody, matching: false });
  const query = useInfiniteQuery(peopleQuery(filters));
  // Rows that arrive are drawn in small parts, between which a press is answered.
  const data = useDeferredValue(query.data);
  const people = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const total = data?.pages[0]?.total ?? people.length;

  // Another filter shows others: what was selected before is not acted on unseen.
  const filterKey = JSON.stringify({ ...filters, sort: "", order: "" });
  useEffect(() => {
    if (filterKey) setSelection({ ids: nobody, matching: false });
  }, [filterKey]);

  return (
    <>
      {query.isError && people.length === 0 ? (
        <QueryError query={query} title={strings.listFailed} />
      ) : data === undefined ? (
        <ListSkeleton rows={10} />
      ) : people.length === 0 ? (
        <Card>
          {/* Until the list without filters is there, nobody is known to be missing. */}
          {isFiltered || query.isPlaceholderData || data !== query.data ? (
            <EmptyState
              actions={<Button onClick={() => void onFilter(null)}>{strings.clearFilters}</Button>}
              compact
              description={strings.noMatchesHelp}
              icon={<SearchX />}
              title={strings.noMatches}
            />
          ) : (
            <EmptyState
              actions={
                <>
                  <Button onClick={onInvite}>{strings.invite}</Button>
                  <LinkButton href="/dashboard/school-admin/users/import">{strings.import}</LinkButton>
                </>
              }
              description={strings.nobodyHelp}
              icon={<Users />}
              title={strings.nobody}
            />
          )}
        </Card>
      ) : (
        <PeopleTable
          isStale={query.isPlaceholderData}
          onMore={query.hasNextPage && !query.isFetchingNextPage ? query.fetchNextPage : undefined}
          onSelect={(ids) => setSelection({ ids, matching: false })}
          onSort={(sort, order) => void onFilter({ sort, order })}
          order={filters.order}
          people={people}
          selected={selection.matching ? idsOf(people) : selection.ids}
          sort={filters.sort}
          total={total}
        />
      )}
      <PeopleBulkBar
        cohorts={cohorts}
        filters={filters}
        onSelect={setSelection}
        people={people}
        selection={selection}
        total={total}
      />
    </>
  );
});

const idsByPeople = new WeakMap<readonly PersonLine[], ReadonlySet<string>>();

/** One set for one list, so that its rows are not drawn again. */
function idsOf(people: readonly PersonLine[]): ReadonlySet<string> {
  const known = idsByPeople.get(people);
  if (known) return known;
  const made = new Set(people.map(({ id }) => id));
  idsByPeople.set(people, made);
  return made;
}

"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { FileUp, SearchX, UserPlus, Users } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useEffect, useMemo, useState } from "react";
import { QueryError } from "#src/client/query-content.tsx";
import type { CohortLine, PersonLine } from "#src/features/people/schema.ts";
import { givenRoles, placementFilters, userStatuses } from "#src/features/people/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import type { InviteDialogProps } from "./invite-dialog.tsx";
import { PeopleBulkBar } from "./people-bulk-bar.tsx";
import { peopleFilterParsers } from "./people-filters.ts";
import { exportPath } from "./people-paths.ts";
import { peopleCountsQuery, peopleQuery } from "./people-queries.ts";
import { peopleStrings as strings } from "./people-strings.ts";
import { PeopleTable } from "./people-table.tsx";
import { PeopleViews } from "./people-views.tsx";
import type { Selection } from "./selection.ts";

const InviteDialog = loadLater<InviteDialogProps>(
  () => import("./invite-dialog.tsx").then((file) => file.InviteDialog),
  {
    isWanted: ({ open }) => open,
  },
);

const nobody: ReadonlySet<string> = new Set();

type Group = Pick<CohortLine, "id" | "name">;

/** Everybody of a school: found, filtered, sorted, and acted on. */
export function PeoplePage({ cohorts, programs }: { cohorts: readonly Group[]; programs: readonly Group[] }) {
  const [filters, setFilters] = useQueryStates(peopleFilterParsers, { shallow: true, history: "replace" });
  const [inviting, setInviting] = useState(false);
  const [selection, setSelection] = useState<Selection>({ ids: nobody, matching: false });
  const counts = useQuery(peopleCountsQuery()).data;
  const query = useInfiniteQuery(peopleQuery(filters));
  const people = useMemo(() => query.data?.pages.flatMap(({ items }) => items) ?? [], [query.data]);
  const total = query.data?.pages[0]?.total ?? people.length;
  const activeCount = [
    filters.role,
    filters.cohort,
    filters.placement,
    filters.status,
    filters.program,
    filters.seen,
  ].filter(Boolean).length;
  const isFiltered = activeCount > 0 || filters.search !== "";
  const clear = () =>
    void setFilters({ role: null, cohort: null, placement: null, status: null, program: null, seen: null });

  // Another filter shows others: what was selected before is not acted on unseen.
  const filterKey = JSON.stringify({ ...filters, sort: "", order: "" });
  useEffect(() => {
    if (filterKey) setSelection({ ids: nobody, matching: false });
  }, [filterKey]);

  return (
    <>
      <PageHeader
        actions={
          <>
            <ExportLink href={exportPath(filters)} />
            <LinkButton href="/dashboard/school-admin/users/import" icon={<FileUp aria-hidden />}>
              {strings.import}
            </LinkButton>
            <Button icon={<UserPlus aria-hidden />} onClick={() => setInviting(true)} variant="primary">
              {strings.invite}
            </Button>
          </>
        }
        description={counts ? strings.summary(counts.everybody, counts.invited, counts.withoutPlacement) : undefined}
        title={strings.title}
      />
      <PeopleViews counts={counts} filters={filters} />
      <FilterBar
        activeCount={activeCount}
        onClear={clear}
        search={
          <SearchField
            hideLabel
            label={strings.find}
            onValueChange={(search) => void setFilters({ search: search === "" ? null : search })}
            placeholder={strings.findPlaceholder}
            value={filters.search}
          />
        }
      >
        <FilterSelect
          label={strings.role}
          none={strings.anyRole}
          onValueChange={(role) => void setFilters({ role })}
          options={givenRoles.map((value) => ({ value, label: strings.roleWords[value] }))}
          value={filters.role}
        />
        {programs.length > 1 || filters.program !== "" ? (
          <FilterSelect
            label={strings.programOnly}
            none={strings.anyProgram}
            onValueChange={(program) => void setFilters({ program })}
            options={programs.map(({ id, name }) => ({ value: id, label: name }))}
            value={filters.program}
          />
        ) : null}
        <FilterSelect
          label={strings.cohort}
          none={strings.anyCohort}
          onValueChange={(cohort) => void setFilters({ cohort })}
          options={cohorts.map(({ id, name }) => ({ value: id, label: name }))}
          value={filters.cohort}
        />
        <FilterSelect
          label={strings.placement}
          none={strings.anyPlacement}
          onValueChange={(placement) => void setFilters({ placement })}
          options={placementFilters.map((value) => ({ value, label: strings.placementWords[value] }))}
          value={filters.placement}
        />
        <FilterSelect
          label={strings.status}
          none={strings.anyStatus}
          onValueChange={(status) => void setFilters({ status })}
          options={userStatuses.map((value) => ({ value, label: strings.statusWords[value] }))}
          value={filters.status}
        />
      </FilterBar>
      {query.isError && people.length === 0 ? (
        <QueryError query={query} title={strings.listFailed} />
      ) : query.isPending ? (
        <ListSkeleton rows={10} />
      ) : people.length === 0 ? (
        <Card>
          {isFiltered ? (
            <EmptyState
              actions={<Button onClick={() => void setFilters(null)}>{strings.clearFilters}</Button>}
              compact
              description={strings.noMatchesHelp}
              icon={<SearchX />}
              title={strings.noMatches}
            />
          ) : (
            <EmptyState
              actions={
                <>
                  <Button onClick={() => setInviting(true)}>{strings.invite}</Button>
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
          onSort={(sort, order) => void setFilters({ sort, order })}
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
      <InviteDialog cohorts={cohorts} onClose={() => setInviting(false)} open={inviting} />
    </>
  );
}

const idsByPeople = new WeakMap<readonly PersonLine[], ReadonlySet<string>>();

/** One set for one list, so that its rows are not drawn again. */
function idsOf(people: readonly PersonLine[]): ReadonlySet<string> {
  const known = idsByPeople.get(people);
  if (known) return known;
  const made = new Set(people.map(({ id }) => id));
  idsByPeople.set(people, made);
  return made;
}

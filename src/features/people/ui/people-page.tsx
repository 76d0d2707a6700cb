"use client";

import { useQuery } from "@tanstack/react-query";
import { FileUp, UserPlus } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useCallback, useDeferredValue, useState } from "react";
import { ProvenExportLink } from "#src/client/proven-export-link.tsx";
import type { CohortLine } from "#src/features/people/schema.ts";
import { givenRoles, placementFilters, userStatuses } from "#src/features/people/values.ts";
import { Button } from "#src/ui/button.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import type { InviteDialogProps } from "./invite-dialog.tsx";
import { peopleFilterParsers } from "./people-filters.ts";
import { PeopleList } from "./people-list.tsx";
import { exportPath } from "./people-paths.ts";
import { peopleCountsQuery } from "./people-queries.ts";
import { peopleStrings as strings } from "./people-strings.ts";
import { PeopleViews } from "./people-views.tsx";

const InviteDialog = loadLater<InviteDialogProps>(
  () => import("./invite-dialog.tsx").then((file) => file.InviteDialog),
  {
    isWanted: ({ open }) => open,
  },
);

type Group = Pick<CohortLine, "id" | "name">;

/** Everybody of a school: found, filtered, sorted, and acted on. */
export function PeoplePage({ cohorts, programs }: { cohorts: readonly Group[]; programs: readonly Group[] }) {
  const [filters, setFilters] = useQueryStates(peopleFilterParsers, { shallow: true, history: "replace" });
  const [inviting, setInviting] = useState(false);
  const invite = useCallback(() => setInviting(true), []);
  // The controls answer first, the list follows.
  const listed = useDeferredValue(filters);
  const counts = useQuery(peopleCountsQuery()).data;
  const activeCount = [
    filters.role,
    filters.cohort,
    filters.placement,
    filters.status,
    filters.program,
    filters.seen,
  ].filter(Boolean).length;
  const clear = () =>
    void setFilters({ role: null, cohort: null, placement: null, status: null, program: null, seen: null });

  return (
    <>
      <PageHeader
        actions={
          <>
            <ProvenExportLink href={exportPath(filters)} />
            <LinkButton href="/dashboard/school-admin/users/import" icon={<FileUp aria-hidden />}>
              {strings.import}
            </LinkButton>
            <Button icon={<UserPlus aria-hidden />} onClick={invite} variant="primary">
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
      <PeopleList
        cohorts={cohorts}
        filters={listed}
        isFiltered={activeCount > 0 || filters.search !== ""}
        onFilter={setFilters}
        onInvite={invite}
      />
      <InviteDialog cohorts={cohorts} onClose={() => setInviting(false)} open={inviting} />
    </>
  );
}

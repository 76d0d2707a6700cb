"use client";

import { usePathname, useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { TabLinks } from "#src/ui/tab-links.tsx";
import { type PlacementFilters, placementParsers, placementPeriods, usualPeriod } from "./periods.ts";
import { strings as shared } from "./strings.ts";
import { strings } from "./supervisor-strings.ts";

const root = "/dashboard/clinical-supervisor/analytics";
const tabs = [
  { value: "overview", label: shared.overview, href: root },
  { value: "matrix", label: shared.matrix, href: `${root}/matrix` },
  { value: "own", label: strings.own, href: `${root}/own` },
] as const;

/** The tabs of "Progress of your students", each at an address of its own. */
export function SupervisorTabs() {
  const pathname = usePathname();
  const router = useRouter();
  const value = tabs.find(({ href }) => href === pathname)?.value ?? "overview";
  return (
    <TabLinks
      label={strings.tabs}
      onValueChange={(next) => router.push(tabs.find((tab) => tab.value === next)?.href ?? root)}
      tabs={tabs}
      value={value}
    />
  );
}

export function SupervisorHead({ description, actions }: { description: ReactNode; actions?: ReactNode }) {
  return (
    <>
      <PageHeader actions={actions} description={description} title={strings.title} />
      <SupervisorTabs />
    </>
  );
}

/** The choice of the address; what the page shows follows it. */
export function usePlacementFilters(): [PlacementFilters, (changed: Partial<PlacementFilters>) => void] {
  const [filters, setFilters] = useQueryStates(placementParsers, { shallow: true, history: "replace" });
  return [filters, (changed) => void setFilters(changed)];
}

export function PlacementFilterBar({ rotations }: { rotations?: readonly { id: string; name: string }[] }) {
  const [filters, change] = usePlacementFilters();
  const active = (filters.rotation === "" ? 0 : 1) + (filters.period === usualPeriod ? 0 : 1);
  return (
    <FilterBar activeCount={active}>
      {rotations && (rotations.length > 1 || filters.rotation !== "") ? (
        <FilterSelect
          label={strings.placement}
          none={strings.allPlacements}
          onValueChange={(rotation) => change({ rotation: rotation ?? "" })}
          options={rotations.map(({ id, name }) => ({ value: id, label: name }))}
          value={filters.rotation}
        />
      ) : null}
      <FilterSelect
        label={shared.period}
        none={strings.periods[usualPeriod]}
        onValueChange={(period) => change({ period: period ?? usualPeriod })}
        options={placementPeriods
          .filter((period) => period !== usualPeriod)
          .map((period) => ({ value: period, label: strings.periods[period] }))}
        value={filters.period}
      />
    </FilterBar>
  );
}

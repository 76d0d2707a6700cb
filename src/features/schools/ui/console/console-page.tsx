"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, School, SearchX } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { HealthAnswer, SchoolLine } from "#src/features/schools/console/schema.ts";
import {
  type LimitFilter,
  limitFilters,
  type SchoolState,
  schoolStates,
  shownSchools,
} from "#src/features/schools/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { DataTable } from "#src/ui/data-table/data-table.tsx";
import { useAddressSort } from "#src/ui/data-table/use-address-sort.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { FilterSelect } from "#src/ui/filter-select.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { consolePaths, healthQuery, schoolsQuery } from "./console-queries.ts";
import { HealthCard } from "./health-card.tsx";
import type { NewSchoolDialogProps } from "./new-school-dialog.tsx";
import { schoolColumns, schoolSorts } from "./school-columns.tsx";
import type { SchoolDialogsProps } from "./school-dialogs.tsx";
import { strings } from "./strings.ts";

const NewSchoolDialog = loadLater<NewSchoolDialogProps>(
  () => import("./new-school-dialog.tsx").then((file) => file.NewSchoolDialog),
  { isWanted: () => true },
);
const SchoolDialogs = loadLater<SchoolDialogsProps>(
  () => import("./school-dialogs.tsx").then((file) => file.SchoolDialogs),
  { isWanted: () => true },
);

const filters = {
  search: parseAsString.withDefault(""),
  status: parseAsStringLiteral(schoolStates),
  limit: parseAsStringLiteral(limitFilters),
};

type Open = SchoolDialogsProps["open"];

/** The schools of the program, after how the program works. */
export function ConsolePage() {
  const schools = useQuery(schoolsQuery());
  const health = useQuery(healthQuery());
  const [isAdding, setAdding] = useState(false);
  const [shown, setShown] = useQueryStates(filters);
  const add = (
    <Button icon={<Plus aria-hidden />} onClick={() => setAdding(true)} variant="primary">
      {strings.add}
    </Button>
  );
  const items = schools.data?.items;
  return (
    <>
      <PageHeader
        actions={
          <>
            <ExportLink href={consolePaths.csv(shown)} />
            {schools.data?.items.length === 0 ? null : add}
          </>
        }
        description={items ? `${summaryOf(items)} ${healthWords(health.data)}` : undefined}
        title={strings.title}
      />
      <HealthCard />
      <QueryContent
        frame={(content) => <Card>{content}</Card>}
        query={schools}
        skeleton={<ListSkeleton header={false} rows={6} />}
      >
        {(data) =>
          data.items.length === 0 ? (
            <Card>
              <EmptyState actions={add} description={strings.emptyHelp} icon={<School />} title={strings.emptyTitle} />
            </Card>
          ) : (
            <SchoolTable items={data.items} onShow={(next) => void setShown(next)} shown={shown} />
          )
        }
      </QueryContent>
      {isAdding ? <NewSchoolDialog onClose={() => setAdding(false)} /> : null}
    </>
  );
}

function summaryOf(items: readonly SchoolLine[]): string {
  return strings.summary(
    items.length,
    items.reduce((sum, { students }) => sum + students, 0),
  );
}

function healthWords(health: HealthAnswer | undefined): string {
  if (!health) return "";
  const wrong = health.parts.filter(({ state }) => state === "failed" || state === "slow").length;
  return wrong === 0 ? strings.allWell : strings.isWrong(wrong);
}

type Shown = { search: string; status: SchoolState | null; limit: LimitFilter | null };
type SchoolTableProps = {
  items: readonly SchoolLine[];
  shown: Shown;
  onShow: (next: Partial<{ [Name in keyof Shown]: Shown[Name] | null }>) => void;
};

function SchoolTable({ items, shown, onShow }: SchoolTableProps) {
  const [open, setOpen] = useState<Open>();
  const order = useAddressSort(schoolSorts, { id: "students", direction: "desc" });
  const rows = shownSchools(items, shown);
  return (
    <>
      <FilterBar
        search={
          <SearchField
            hideLabel
            label={strings.find}
            onValueChange={(words) => onShow({ search: words === "" ? null : words })}
            placeholder={strings.findPlaceholder}
            value={shown.search}
          />
        }
        activeCount={Number(shown.status !== null) + Number(shown.limit !== null)}
        onClear={() => onShow({ status: null, limit: null })}
      >
        <FilterSelect
          label={strings.status}
          none={strings.anyStatus}
          onValueChange={(status) => onShow({ status })}
          options={schoolStates.map((value) => ({ value, label: strings.states[value] }))}
          value={shown.status}
        />
        <FilterSelect
          label={strings.limits}
          none={strings.anyLimit}
          onValueChange={(limit) => onShow({ limit })}
          options={[
            { value: "NEAR", label: strings.nearLimit },
            { value: "NONE", label: strings.noLimit },
          ]}
          value={shown.limit}
        />
      </FilterBar>
      <DataTable
        columns={schoolColumns((act, school) => setOpen({ act, school }))}
        {...order}
        empty={<EmptyState compact description={strings.noMatchHelp} icon={<SearchX />} title={strings.noMatchTitle} />}
        footer={
          <div className="flex flex-wrap justify-between gap-x-6 gap-y-1 px-5 py-3 text-sm text-muted max-md:px-4">
            <span className="num">{strings.shown(rows.length, items.length)}</span>
            <span>{strings.privacy}</span>
          </div>
        }
        label={strings.title}
        rowKey={(school) => school.id}
        rowLabel={(school) => school.name}
        rows={rows}
      />
      {open ? <SchoolDialogs onClose={() => setOpen(undefined)} open={open} /> : null}
    </>
  );
}

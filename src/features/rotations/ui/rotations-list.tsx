"use client";

import { useQuery } from "@tanstack/react-query";
import { CalendarRange, Plus, SearchX } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import type { RotationLine } from "#src/features/rotations/schema.ts";
import { type Phase as PhaseName, phaseOn, phaseWords, searchedText } from "#src/features/rotations/values.ts";
import { durationWords } from "#src/lib/duration-words.ts";
import { makeMatcher } from "#src/lib/search-text.ts";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { type Column, DataTable } from "#src/ui/data-table/data-table.tsx";
import { useAddressSort } from "#src/ui/data-table/use-address-sort.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { FilterBar } from "#src/ui/filter-bar.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { SearchField } from "#src/ui/search-field.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { RotationDays } from "./rotation-days.tsx";
import type { RotationDialogProps } from "./rotation-dialog.tsx";
import { rotationPages, rotationPaths, rotationsQuery } from "./rotation-queries.ts";
import { strings } from "./strings.ts";

export const RotationDialog = loadLater<RotationDialogProps>(
  () => import("./rotation-dialog.tsx").then((file) => file.RotationDialog),
  { isWanted: () => true },
);

/** The rotations of a school, those that are not over first. */
export function RotationsList({ canPlan }: { canPlan: boolean }) {
  const rotations = useQuery(rotationsQuery());
  const router = useRouter();
  const [isPlanning, setPlanning] = useState(false);
  const [search, setSearch] = useQueryState("search", parseAsString.withDefault(""));
  const plan = (
    <Button icon={<Plus aria-hidden />} onClick={() => setPlanning(true)} variant="primary">
      {strings.planRotation}
    </Button>
  );
  const isEmpty = rotations.data?.items.length === 0;
  return (
    <>
      <PageHeader
        actions={
          isEmpty ? null : (
            <>
              <ExportLink href={rotationPaths.export(search)} />
              {canPlan ? plan : null}
            </>
          )
        }
        description={strings.rotationsHelp}
        title={strings.rotations}
      />
      <QueryContent
        frame={(content) => <Card>{content}</Card>}
        query={rotations}
        skeleton={<ListSkeleton header={false} rows={8} />}
      >
        {({ items }) =>
          items.length === 0 ? (
            <Card>
              <EmptyState
                actions={canPlan ? plan : null}
                description={canPlan ? strings.emptyHelp : strings.emptyReadOnly}
                icon={<CalendarRange />}
                title={strings.emptyTitle}
              />
            </Card>
          ) : (
            <RotationTable
              items={items}
              onSearch={(words) => void setSearch(words === "" ? null : words)}
              search={search}
            />
          )
        }
      </QueryContent>
      {isPlanning ? (
        <RotationDialog
          onClose={() => setPlanning(false)}
          onSaved={(id) => router.push(rotationPages.one(id))}
          rotation={undefined}
        />
      ) : null}
    </>
  );
}

type RotationTableProps = { items: readonly RotationLine[]; search: string; onSearch: (words: string) => void };

function RotationTable({ items, search, onSearch }: RotationTableProps) {
  const { schoolDay } = useDates();
  const matches = makeMatcher(search);
  const rows = matches ? items.filter((rotation) => matches(searchedText(rotation))) : items;
  const order = useAddressSort(sorts);
  return (
    <>
      <FilterBar
        className="max-w-md"
        search={
          <SearchField
            hideLabel
            label={strings.findRotation}
            onValueChange={onSearch}
            placeholder={strings.findPlaceholder}
            value={search}
          />
        }
      />
      <DataTable
        {...order}
        columns={columnsOf(schoolDay)}
        empty={<EmptyState compact description={strings.noMatchHelp} icon={<SearchX />} title={strings.noMatchTitle} />}
        label={strings.rotations}
        rowKey={(rotation) => rotation.id}
        rowLabel={(rotation) => rotation.name}
        rows={rows}
      />
    </>
  );
}

const sorts = ["name", "days", "students", "places", "hours"] as const;

const muted = (words: string) => <span className="text-muted">{words}</span>;

function columnsOf(today: string): Column<RotationLine>[] {
  return [
    {
      id: "name",
      header: strings.rotation,
      phone: "title",
      sortValue: (rotation) => rotation.name,
      cell: (rotation) => (
        <>
          <RowLink className="block truncate" href={rotationPages.one(rotation.id)}>
            {rotation.name}
          </RowLink>
          <span className="block truncate text-xs text-muted">{strings.siteAndUnit(rotation.site, rotation.unit)}</span>
        </>
      ),
    },
    {
      id: "days",
      header: strings.days,
      sortValue: (rotation) => rotation.startsOn,
      cell: (rotation) => <RotationDays endsOn={rotation.endsOn} startsOn={rotation.startsOn} />,
    },
    {
      id: "phase",
      header: strings.status,
      phone: "corner",
      cell: (rotation) => <Phase phase={phaseOn(today, rotation)} />,
    },
    {
      id: "students",
      header: strings.students,
      sortValue: (rotation) => rotation.placedNow,
      cell: studentsCell,
    },
    {
      id: "places",
      header: strings.places,
      sortValue: (rotation) => (rotation.places === null ? null : rotation.places - (rotation.mostPlaced ?? 0)),
      cell: (rotation) => placesCell(rotation, today),
    },
    {
      id: "hours",
      header: strings.hours,
      align: "end",
      wideOnly: true,
      sortValue: (rotation) => rotation.requiredMinutes,
      cell: ({ requiredMinutes }) =>
        requiredMinutes === null ? muted(strings.noHours) : durationWords(requiredMinutes),
    },
  ];
}

function studentsCell({ placedNow, placedLater }: RotationLine) {
  const now = placedNow > 0 ? strings.placedNow(placedNow) : strings.nobody;
  return (
    <span className="num whitespace-nowrap">
      {placedNow > 0 ? now : muted(now)}
      {placedLater > 0 ? <span className="text-muted">{`, ${strings.placedLater(placedLater)}`}</span> : null}
    </span>
  );
}

function placesCell({ places, mostPlaced, endsOn }: RotationLine, today: string) {
  if (places === null) return muted(strings.noLimit);
  if (endsOn < today) return muted(String(places));
  const free = Math.max(0, places - (mostPlaced ?? 0));
  return (
    <span className="num whitespace-nowrap">{free === 0 ? strings.full(places) : strings.freeOf(free, places)}</span>
  );
}

const phaseTones = { RUNNING: "success", PLANNED: "neutral", OVER: "outline" } as const;

function Phase({ phase }: { phase: PhaseName }) {
  return <Badge tone={phaseTones[phase]}>{phaseWords[phase]}</Badge>;
}

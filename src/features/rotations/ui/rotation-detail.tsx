"use client";

import { useQuery } from "@tanstack/react-query";
import { Pencil, Trash2, UserPlus, Users } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { QueryContent } from "#src/client/query-content.tsx";
import type { PlacementLine, PlacementsAnswer, RotationLine } from "#src/features/rotations/schema.ts";
import { hoursPaths } from "#src/features/time-records/ui/hours-queries.ts";
import { durationWords } from "#src/lib/duration-words.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card } from "#src/ui/card.tsx";
import { type Column, DataTable } from "#src/ui/data-table/data-table.tsx";
import { useAddressSort } from "#src/ui/data-table/use-address-sort.ts";
import { EmptyState } from "#src/ui/empty-state.tsx";
import { ExportLink } from "#src/ui/export-link.tsx";
import { loadLater } from "#src/ui/load-later.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { Person } from "#src/ui/person.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { RowLink } from "#src/ui/row-link.tsx";
import { ListSkeleton } from "#src/ui/skeleton.tsx";
import { toast } from "#src/ui/toast.tsx";
import type { PlaceDialogProps } from "./place-dialog.tsx";
import { RotationDays } from "./rotation-days.tsx";
import { placementsQuery, rotationPages, rotationPaths } from "./rotation-queries.ts";
import { RotationDialog } from "./rotations-list.tsx";
import { strings } from "./strings.ts";
import { useDeleteRotation, useEndPlacement } from "./use-rotations.ts";

const PlaceDialog = loadLater<PlaceDialogProps>(() => import("./place-dialog.tsx").then((file) => file.PlaceDialog), {
  isWanted: () => true,
});

/** One rotation with the students who are, were or will be placed in it. */
export function RotationDetail({ id, canPlan }: { id: string; canPlan: boolean }) {
  const placements = useQuery(placementsQuery(id));
  return (
    <QueryContent
      frame={(content) => <Card>{content}</Card>}
      query={placements}
      skeleton={<ListSkeleton header={false} rows={8} />}
    >
      {(data) => <RotationOf canPlan={canPlan} {...data} />}
    </QueryContent>
  );
}

const sorts = ["student", "days", "hours"] as const;

type Placing = { placement: PlacementLine | undefined };

function RotationOf({ rotation, items, canPlan }: PlacementsAnswer & { canPlan: boolean }) {
  const dates = useDates();
  const [isChanging, setChanging] = useState(false);
  const [placing, setPlacing] = useState<Placing>();
  const [ending, setEnding] = useState<PlacementLine>();
  const [isDeleting, setDeleting] = useState(false);
  const end = useEndPlacement();
  const order = useAddressSort(sorts);
  const place = (
    <Button icon={<UserPlus aria-hidden />} onClick={() => setPlacing({ placement: undefined })} variant="primary">
      {strings.placeStudents}
    </Button>
  );
  return (
    <>
      <PageHeader
        actions={
          <>
            {items.length > 0 ? (
              <ExportLink href={rotationPaths.placementsExport(rotation.id)}>{strings.exportStudents}</ExportLink>
            ) : null}
            <ExportLink href={hoursPaths.export({ rotationId: rotation.id })}>{strings.exportHours}</ExportLink>
            {canPlan ? (
              <>
                <Button icon={<Pencil aria-hidden />} onClick={() => setChanging(true)}>
                  {strings.change}
                </Button>
                {items.length > 0 ? (
                  place
                ) : (
                  <Button icon={<Trash2 aria-hidden />} onClick={() => setDeleting(true)} variant="ghost">
                    {strings.delete}
                  </Button>
                )}
              </>
            ) : null}
          </>
        }
        back={{ href: rotationPages.list, label: strings.rotations }}
        description={
          <>
            {`${strings.siteAndUnit(rotation.site, rotation.unit)}, `}
            <RotationDays endsOn={rotation.endsOn} startsOn={rotation.startsOn} />
            {`. ${placesWords(rotation)}.`}
          </>
        }
        title={rotation.name}
      />
      {items.length === 0 ? (
        <Card>
          <EmptyState
            actions={canPlan ? place : null}
            description={strings.noPlacementsHelp}
            icon={<Users />}
            title={strings.noPlacements}
          />
        </Card>
      ) : (
        <DataTable
          {...order}
          columns={columnsOf(rotation, dates.day, canPlan ? { onChange: setPlacing, onEnd: setEnding } : undefined)}
          label={strings.students}
          rowKey={(placement) => placement.id}
          rowLabel={(placement) => placement.student}
          rows={items}
        />
      )}
      <DeleteDialog onOpenChange={setDeleting} open={isDeleting} rotation={rotation} />
      {isChanging ? (
        <RotationDialog onClose={() => setChanging(false)} onSaved={() => setChanging(false)} rotation={rotation} />
      ) : null}
      {placing ? (
        <PlaceDialog
          onClose={() => setPlacing(undefined)}
          placement={placing.placement}
          rotation={rotation}
          today={dates.schoolDay}
        />
      ) : null}
      <AlertDialog
        actionLabel={strings.endAction}
        cancelLabel={strings.keep}
        description={strings.endHelp(ending?.supervisors.map(({ name }) => name).join(", ") ?? "")}
        onAction={async () => {
          if (ending) await orSay(end.mutateAsync(ending.id));
          toast.success(strings.ended);
        }}
        onOpenChange={(open) => open || setEnding(undefined)}
        open={ending !== undefined}
        title={strings.endTitle(ending?.student ?? "")}
      />
    </>
  );
}

type DeleteDialogProps = { rotation: RotationLine; open: boolean; onOpenChange: (open: boolean) => void };

function DeleteDialog({ rotation, ...dialog }: DeleteDialogProps) {
  const router = useRouter();
  const remove = useDeleteRotation();
  return (
    <AlertDialog
      {...dialog}
      actionLabel={strings.deleteAction}
      cancelLabel={strings.keep}
      description={strings.deleteHelp}
      onAction={async () => {
        await orSay(remove.mutateAsync(rotation.id));
        toast.success(strings.deleted);
        router.push(rotationPages.list);
      }}
      title={strings.deleteTitle(rotation.name)}
    />
  );
}

/** Says why it failed. The rejection keeps the dialog open, so that the user can try again. */
async function orSay(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : undefined);
    throw error;
  }
}

function placesWords({ places, mostPlaced }: RotationLine): string {
  if (places === null) return strings.noLimit;
  const free = Math.max(0, places - (mostPlaced ?? 0));
  return free === 0 ? strings.full(places) : strings.freeOf(free, places);
}

type Acts = { onChange: (placing: Placing) => void; onEnd: (placement: PlacementLine) => void };

function columnsOf(
  rotation: RotationLine,
  dayWords: (day: string) => string,
  acts: Acts | undefined,
): Column<PlacementLine>[] {
  return [
    {
      id: "student",
      header: strings.student,
      phone: "title",
      sortValue: (placement) => placement.student,
      cell: (placement) => (
        <Person
          link={<RowLink href={`/dashboard/school-admin/students/${placement.studentId}`}>{placement.student}</RowLink>}
          meta={placement.studentNumber}
          name={placement.student}
        />
      ),
    },
    {
      id: "days",
      header: strings.days,
      sortValue: (placement) => placement.startsOn,
      cell: (placement) => <RotationDays endsOn={placement.endsOn} startsOn={placement.startsOn} />,
    },
    {
      id: "phase",
      header: strings.status,
      phone: "corner",
      cell: ({ phase, endedAt }) => (
        <Badge tone={phase === "RUNNING" ? "success" : phase === "PLANNED" ? "neutral" : "outline"}>
          <span suppressHydrationWarning>
            {endedAt === null ? strings.phases[phase] : strings.endedOn(dayWords(endedAt))}
          </span>
        </Badge>
      ),
    },
    {
      id: "supervisors",
      header: strings.supervisors,
      cell: ({ supervisors }) => supervisors.map(({ name }) => name).join(", "),
    },
    {
      id: "hours",
      header: strings.approvedHours,
      align: "end",
      sortValue: (placement) => placement.approvedMinutes,
      cell: ({ approvedMinutes, waitingMinutes }) => (
        <>
          <span className="block whitespace-nowrap">
            {rotation.requiredMinutes === null
              ? durationWords(approvedMinutes)
              : strings.ofHours(durationWords(approvedMinutes), durationWords(rotation.requiredMinutes))}
          </span>
          {waitingMinutes > 0 ? (
            <span className="block text-xs whitespace-nowrap text-muted">
              {strings.andWaiting(durationWords(waitingMinutes))}
            </span>
          ) : null}
        </>
      ),
    },
    ...(acts ? [actsColumn(acts)] : []),
  ];
}

function actsColumn({ onChange, onEnd }: Acts): Column<PlacementLine> {
  return {
    id: "acts",
    header: strings.acts,
    align: "end",
    cell: (placement) =>
      placement.phase === "OVER" ? null : (
        <span className="relative z-10 flex justify-end gap-1">
          <Button
            aria-label={strings.changeFor(placement.student)}
            onClick={() => onChange({ placement })}
            variant="ghost"
          >
            {strings.change}
          </Button>
          <Button aria-label={strings.endFor(placement.student)} onClick={() => onEnd(placement)} variant="ghost">
            {strings.end}
          </Button>
        </span>
      ),
  };
}

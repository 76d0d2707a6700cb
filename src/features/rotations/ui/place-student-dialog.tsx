"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { QueryContent } from "#src/client/query-content.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { Select } from "#src/ui/select.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { PlaceDialog } from "./place-dialog.tsx";
import { rotationPages, rotationsQuery } from "./rotation-queries.ts";
import { strings } from "./strings.ts";

export type PlaceStudentDialogProps = { student: { id: string; name: string }; onClose: () => void };

/** Places one student in a rotation that is chosen here. */
export function PlaceStudentDialog({ student, onClose }: PlaceStudentDialogProps) {
  const today = useDates().schoolDay;
  const query = useQuery(rotationsQuery());
  const [chosenId, setChosenId] = useState<string>();
  const rotations = (query.data?.items ?? []).filter(({ endsOn }) => endsOn >= today);
  const rotation = rotations.find(({ id }) => id === chosenId) ?? rotations[0];
  const field = (
    <QueryContent query={query} skeleton={<Skeleton className="h-16" />}>
      {() =>
        rotation ? (
          <Select
            hint={strings.rotationHint}
            label={strings.rotation}
            name="rotationId"
            onValueChange={setChosenId}
            options={rotations.map(({ id, name, site, unit }) => ({
              value: id,
              label: `${name}, ${strings.siteAndUnit(site, unit)}`,
            }))}
            value={rotation.id}
          />
        ) : (
          <p className="text-base text-pretty">
            {strings.noRotationToPlace} <TextLink href={rotationPages.list}>{strings.planRotation}</TextLink>
          </p>
        )
      }
    </QueryContent>
  );
  return (
    <PlaceDialog
      onClose={onClose}
      placement={undefined}
      rotation={rotation}
      rotationField={field}
      student={student}
      today={today}
    />
  );
}

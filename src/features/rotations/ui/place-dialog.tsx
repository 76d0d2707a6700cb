"use client";

import { type ReactNode, useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { PlacementLine, RotationLine } from "#src/features/rotations/schema.ts";
import { freePlaces } from "#src/features/rotations/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import type { ComboboxOption } from "#src/ui/combobox.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { toast } from "#src/ui/toast.tsx";
import { DaysFields, StudentsField, SupervisorsField } from "./placement-fields.tsx";
import { strings } from "./strings.ts";
import { useChangePlacement, usePlaceStudents } from "./use-rotations.ts";

export type PlaceDialogProps = {
  /** Undefined until it is chosen. */
  rotation: RotationLine | undefined;
  /** Chooses the rotation, where that is done here. */
  rotationField?: ReactNode;
  /** Who is placed, where that is not chosen here. */
  student?: { id: string; name: string };
  /** The placement that is changed; absent to place students. */
  placement: PlacementLine | undefined;
  today: string;
  onClose: () => void;
};

/** Places several students at once, or changes one placement. */
export function PlaceDialog({ rotation, rotationField, student, placement, today, onClose }: PlaceDialogProps) {
  const [students, setStudents] = useState<ComboboxOption[]>(() =>
    student ? [{ value: student.id, label: student.name }] : [],
  );
  const [supervisors, setSupervisors] = useState<ComboboxOption[]>(() =>
    (placement?.supervisors ?? []).map(({ id, name }) => ({ value: id, label: name })),
  );
  const [edits, setEdits] = useState<{ of: string | undefined; days: Days }>();
  // Another rotation has other days.
  const days = edits && edits.of === rotation?.id ? edits.days : daysOf(placement ?? rotation, placement ? "" : today);
  const [showsGaps, setShowsGaps] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const [key, setKey] = useState(newIdempotencyKey);
  const place = usePlaceStudents(rotation?.id ?? "");
  const change = useChangePlacement();

  const edited =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value);
      setFault(undefined);
      setKey(newIdempotencyKey());
    };
  const gaps = [
    ...(rotation ? [] : ["rotationId"]),
    ...(placement || students.length > 0 ? [] : ["studentIds"]),
    ...(supervisors.length > 0 ? [] : ["supervisorIds"]),
    ...(days.startsOn === "" ? ["startsOn"] : []),
    ...(days.endsOn === "" ? ["endsOn"] : []),
  ];
  const errorOf = (name: string) =>
    showsGaps && gaps.includes(name)
      ? strings.needed
      : fault?.errors.find(({ path }) => path === name || path.startsWith(`${name}.`))?.message;
  const submit = async () => {
    setShowsGaps(true);
    const [gap] = gaps;
    if (gap) return scrollToField(gap);
    const body = { ...days, supervisorIds: supervisors.map(({ value }) => value) };
    try {
      if (placement) {
        await change.mutateAsync({ id: placement.id, body });
        toast.success(strings.saved);
      } else {
        await place.mutateAsync({ key, body: { ...body, studentIds: students.map(({ value }) => value) } });
        toast.success(strings.placed(students.length));
      }
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
    }
  };
  return (
    <Dialog
      description={
        placement || !rotation ? undefined : strings.placeHelp(freePlaces(rotation.places, rotation.mostPlaced ?? 0))
      }
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button loading={place.isPending || change.isPending} onClick={() => void submit()} variant="primary">
            {placement ? strings.save : strings.place(students.length)}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      size="lg"
      title={titleOf(placement, student)}
    >
      <div className="flex flex-col gap-4">
        {rotationField}
        {placement || student ? null : (
          <StudentsField error={errorOf("studentIds")} onValueChange={edited(setStudents)} value={students} />
        )}
        <SupervisorsField error={errorOf("supervisorIds")} onValueChange={edited(setSupervisors)} value={supervisors} />
        {rotation ? (
          <DaysFields
            errorOf={errorOf}
            onValueChange={edited((given: Days) => setEdits({ of: rotation.id, days: given }))}
            value={days}
            within={rotation}
          />
        ) : null}
        {fault && fault.errors.length === 0 ? (
          <Callout live title={strings.failed} tone="danger">
            {fault.detail}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}

type Days = { startsOn: string; endsOn: string };

/** What is left of these days from the first possible day on. */
function daysOf(within: Days | undefined, from: string): Days {
  if (!within) return { startsOn: "", endsOn: "" };
  return { startsOn: within.startsOn > from ? within.startsOn : from, endsOn: within.endsOn };
}

function titleOf(placement: PlaceDialogProps["placement"], student: PlaceDialogProps["student"]): string {
  if (placement) return strings.changePlacement(placement.student);
  return student ? strings.placeOne(student.name) : strings.placeTitle;
}

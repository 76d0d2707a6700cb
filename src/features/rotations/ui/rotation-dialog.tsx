"use client";

import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { RotationLine } from "#src/features/rotations/schema.ts";
import { TermField } from "#src/features/schools/ui/term-field.tsx";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./strings.ts";
import { useSaveRotation } from "./use-rotations.ts";

export type RotationDialogProps = {
  /** Absent for a new one. */
  rotation: RotationLine | undefined;
  onClose: () => void;
  onSaved: (id: string) => void;
};

const names = ["name", "site", "unit", "startsOn", "endsOn"] as const;
const numbers = ["places", "requiredHours"] as const;
type Draft = Record<(typeof names)[number] | (typeof numbers)[number], string>;

/** Where, when, for how many students, and how many hours each is to work there. */
export function RotationDialog({ rotation, onClose, onSaved }: RotationDialogProps) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(rotation));
  const [showsGaps, setShowsGaps] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const [key, setKey] = useState(newIdempotencyKey);
  const save = useSaveRotation(rotation?.id);
  const change = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part });
    setFault(undefined);
    setKey(newIdempotencyKey());
  };
  const gapOf = (name: keyof Draft) => {
    if (names.some((one) => one === name)) return draft[name].trim() === "" ? strings.needed : undefined;
    return /^$|^[1-9]\d{0,4}$/.test(draft[name].trim()) ? undefined : strings.notANumber;
  };
  const field = (name: keyof Draft) => ({
    name,
    value: draft[name],
    onChange: (event: { target: { value: string } }) => change({ [name]: event.target.value }),
    error: (showsGaps ? gapOf(name) : undefined) ?? fault?.errors.find(({ path }) => path === name)?.message,
  });
  const submit = async () => {
    setShowsGaps(true);
    const gap = [...names, ...numbers].find((name) => gapOf(name) !== undefined);
    if (gap) return scrollToField(gap);
    const { places, requiredHours, ...words } = draft;
    const numberOf = (text: string) => (text.trim() === "" ? null : Number(text));
    const hours = numberOf(requiredHours);
    try {
      const { id } = await save.mutateAsync({
        key,
        body: {
          ...words,
          programId: rotation?.programId ?? null,
          places: numberOf(places),
          requiredMinutes: hours === null ? null : hours * 60,
        },
      });
      toast.success(rotation ? strings.saved : strings.planned);
      onSaved(id);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
    }
  };
  return (
    <Dialog
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button loading={save.isPending} onClick={() => void submit()} variant="primary">
            {rotation ? strings.save : strings.plan}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      size="lg"
      title={rotation ? strings.changeTitle : strings.planTitle}
    >
      <div className="grid grid-cols-2 gap-4">
        <TextField
          {...field("name")}
          className="col-span-2"
          label={strings.name}
          maxLength={120}
          placeholder={strings.namePlaceholder}
        />
        <TextField {...field("site")} label={strings.site} maxLength={120} placeholder={strings.sitePlaceholder} />
        <TextField {...field("unit")} label={strings.unit} maxLength={120} placeholder={strings.unitPlaceholder} />
        <TermField
          className="col-span-2"
          endsOn={draft.endsOn}
          onChoose={({ startsOn, endsOn }) => change({ startsOn, endsOn })}
          startsOn={draft.startsOn}
        />
        <TextField {...field("startsOn")} label={strings.firstDay} type="date" />
        <TextField {...field("endsOn")} label={strings.lastDay} type="date" />
        <TextField
          {...field("places")}
          className="max-sm:col-span-2"
          hint={strings.placesHint}
          inputMode="numeric"
          label={strings.numberOfPlaces}
          optional
        />
        <TextField
          {...field("requiredHours")}
          className="self-end max-sm:col-span-2"
          inputMode="numeric"
          label={strings.requiredHours}
          optional
        />
        {fault && fault.errors.length === 0 ? (
          <Callout className="col-span-2" live title={strings.failed} tone="danger">
            {fault.detail}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}

function draftOf(rotation: RotationLine | undefined): Draft {
  if (!rotation) return { name: "", site: "", unit: "", startsOn: "", endsOn: "", places: "", requiredHours: "" };
  const { name, site, unit, startsOn, endsOn, places, requiredMinutes } = rotation;
  return {
    name,
    site,
    unit,
    startsOn,
    endsOn,
    places: places === null ? "" : String(places),
    requiredHours: requiredMinutes === null ? "" : String(Math.round(requiredMinutes / 60)),
  };
}

"use client";

import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { Term } from "#src/features/schools/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { useSaveTerm } from "./use-school.ts";

export type TermDialogProps = {
  /** Absent for a new one. */
  term: Term | undefined;
  onClose: () => void;
};

const names = ["name", "startsOn", "endsOn"] as const;
type Name = (typeof names)[number];

/** The name and the days of a term. */
export function TermDialog({ term, onClose }: TermDialogProps) {
  const [draft, setDraft] = useState<Record<Name, string>>({
    name: term?.name ?? "",
    startsOn: term?.startsOn ?? "",
    endsOn: term?.endsOn ?? "",
  });
  const [mayOverlap, setMayOverlap] = useState(false);
  const [showsGaps, setShowsGaps] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const [key, setKey] = useState(newIdempotencyKey);
  const save = useSaveTerm(term?.id);
  const overlap = fault?.errors.some(({ message }) => message.startsWith("overlaps")) ?? false;
  const field = (name: Name) => ({
    name,
    value: draft[name],
    error:
      (showsGaps && draft[name].trim() === "" ? strings.needed : undefined) ??
      fault?.errors.find(({ path }) => path === name)?.message,
    onChange: (event: { target: { value: string } }) => {
      setDraft({ ...draft, [name]: event.target.value });
      setFault(undefined);
      setKey(newIdempotencyKey());
    },
  });
  const submit = async () => {
    setShowsGaps(true);
    const gap = names.find((name) => draft[name].trim() === "");
    if (gap) return scrollToField(gap);
    try {
      const name = draft.name.trim();
      await save.mutateAsync({ body: { ...draft, name, mayOverlap }, key });
      toast.success(term ? strings.saved : strings.termAdded(name));
      onClose();
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
            {term ? strings.save : strings.add}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      title={term ? strings.changeTerm : strings.addTerm}
    >
      <div className="grid grid-cols-2 gap-4">
        <TextField
          {...field("name")}
          className="col-span-2"
          label={strings.name}
          maxLength={120}
          placeholder={strings.termPlaceholder}
        />
        <TextField {...field("startsOn")} label={strings.firstDay} type="date" />
        <TextField {...field("endsOn")} label={strings.lastDay} type="date" />
        {overlap || mayOverlap ? (
          <Checkbox
            checked={mayOverlap}
            className="col-span-2"
            label={strings.mayOverlap}
            onChange={(event) => {
              setMayOverlap(event.target.checked);
              setKey(newIdempotencyKey());
            }}
          />
        ) : null}
        {fault && fault.errors.length === 0 ? (
          <Callout className="col-span-2" live title={strings.failed} tone="danger">
            {fault.detail}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}

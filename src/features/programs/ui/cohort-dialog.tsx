"use client";

import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { Cohort, Program } from "#src/features/programs/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { useAddCohort, useChangeCohort } from "./use-programs.ts";

export type CohortDialogProps = {
  program: Pick<Program, "id" | "name">;
  /** Absent for a new one. */
  cohort: Cohort | undefined;
  onClose: () => void;
};

/** The name and the days of a cohort. */
export function CohortDialog({ program, cohort, onClose }: CohortDialogProps) {
  const [draft, setDraft] = useState({
    name: cohort?.name ?? "",
    startsOn: cohort?.startsOn ?? "",
    endsOn: cohort?.endsOn ?? "",
  });
  const [gap, setGap] = useState<string>();
  const [fault, setFault] = useState<Problem>();
  const [key, setKey] = useState(newIdempotencyKey);
  const add = useAddCohort();
  const change = useChangeCohort();
  const field = (name: keyof typeof draft) => ({
    name,
    value: draft[name],
    error: (name === "name" ? gap : undefined) ?? fault?.errors.find(({ path }) => path === name)?.message,
    onChange: (event: { target: { value: string } }) => {
      setDraft({ ...draft, [name]: event.target.value });
      setFault(undefined);
      setGap(undefined);
      setKey(newIdempotencyKey());
    },
  });
  const submit = async () => {
    if (draft.name.trim() === "") {
      setGap(strings.needed);
      return scrollToField("name");
    }
    const dayOf = (day: string) => (day === "" ? null : day);
    const body = { name: draft.name.trim(), startsOn: dayOf(draft.startsOn), endsOn: dayOf(draft.endsOn) };
    try {
      if (cohort) await change.mutateAsync({ id: cohort.id, body });
      else await add.mutateAsync({ key, body: { ...body, programId: program.id } });
      toast.success(cohort ? strings.saved : strings.added(body.name));
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
    }
  };
  return (
    <Dialog
      description={program.name}
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button loading={add.isPending || change.isPending} onClick={() => void submit()} variant="primary">
            {cohort ? strings.save : strings.add}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      title={cohort ? strings.changeCohort : strings.addCohort}
    >
      <div className="grid grid-cols-2 gap-4">
        <TextField
          {...field("name")}
          className="col-span-2"
          label={strings.name}
          maxLength={120}
          placeholder={strings.cohortPlaceholder}
        />
        <TextField {...field("startsOn")} label={strings.firstDay} optional type="date" />
        <TextField {...field("endsOn")} label={strings.lastDay} optional type="date" />
        {fault && fault.errors.length === 0 ? (
          <Callout className="col-span-2" live title={strings.failed} tone="danger">
            {fault.detail}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}

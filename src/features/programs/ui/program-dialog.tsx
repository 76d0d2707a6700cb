"use client";

import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { Program } from "#src/features/programs/schema.ts";
import { maxCodeLength } from "#src/features/programs/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";
import { useAddProgram, useChangeProgram } from "./use-programs.ts";

export type ProgramDialogProps = {
  /** Absent for a new one. */
  program: Program | undefined;
  onClose: () => void;
};

/** The name and the code of a program. */
export function ProgramDialog({ program, onClose }: ProgramDialogProps) {
  const [name, setName] = useState(program?.name ?? "");
  const [code, setCode] = useState(program?.code ?? "");
  const [gap, setGap] = useState<string>();
  const [fault, setFault] = useState<Problem>();
  const [key, setKey] = useState(newIdempotencyKey);
  const add = useAddProgram();
  const change = useChangeProgram();
  const edit = (set: (value: string) => void) => (event: { target: { value: string } }) => {
    set(event.target.value);
    setFault(undefined);
    setGap(undefined);
    setKey(newIdempotencyKey());
  };
  const faultOf = (path: string) => fault?.errors.find((error) => error.path === path)?.message;
  const submit = async () => {
    if (name.trim() === "") {
      setGap(strings.needed);
      return scrollToField("name");
    }
    const body = { name: name.trim(), ...(code.trim() === "" ? {} : { code: code.trim() }) };
    try {
      if (program) await change.mutateAsync({ id: program.id, body });
      else await add.mutateAsync({ key, body });
      toast.success(program ? strings.saved : strings.added(body.name));
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
          <Button loading={add.isPending || change.isPending} onClick={() => void submit()} variant="primary">
            {program ? strings.save : strings.add}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      title={program ? strings.changeProgram : strings.addProgram}
    >
      <div className="flex flex-col gap-4">
        <TextField
          error={gap ?? faultOf("name")}
          label={strings.name}
          maxLength={120}
          name="name"
          onChange={edit(setName)}
          placeholder={strings.programPlaceholder}
          value={name}
        />
        <TextField
          error={faultOf("code")}
          hint={program ? undefined : strings.codeHint}
          label={strings.code}
          maxLength={maxCodeLength}
          name="code"
          onChange={edit(setCode)}
          optional={program === undefined}
          value={code}
        />
        {fault && fault.errors.length === 0 ? (
          <Callout live title={strings.failed} tone="danger">
            {fault.detail}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}

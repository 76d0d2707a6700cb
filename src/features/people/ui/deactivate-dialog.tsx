"use client";

import { useState } from "react";
import { Button } from "#src/ui/button.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { peopleStrings as strings } from "./people-strings.ts";

export type DeactivateDialogProps = {
  open: boolean;
  count: number;
  isPending: boolean;
  onClose: () => void;
  onDeactivate: (given: { status: "SUSPENDED" | "LEFT"; reason?: string }) => void;
};

/** Before people are signed out: whether they come back, and why, for the school's own records. */
export function DeactivateDialog({ open, count, isPending, onClose, onDeactivate }: DeactivateDialogProps) {
  const [status, setStatus] = useState<"SUSPENDED" | "LEFT">("SUSPENDED");
  const [reason, setReason] = useState("");
  const words = reason.trim();
  return (
    <Dialog
      description={strings.deactivateHelp}
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button
            loading={isPending}
            onClick={() => onDeactivate({ status, ...(words === "" ? {} : { reason: words }) })}
            variant="danger"
          >
            {strings.deactivate}
          </Button>
        </>
      }
      onOpenChange={(next) => next || onClose()}
      open={open}
      title={strings.deactivateTitle(count)}
    >
      <div className="flex flex-col gap-4">
        <RadioGroup
          label={strings.kind}
          onValueChange={(value) => setStatus(value === "LEFT" ? "LEFT" : "SUSPENDED")}
          options={[
            { value: "SUSPENDED", label: strings.suspended, hint: strings.suspendedHelp },
            { value: "LEFT", label: strings.left, hint: strings.leftHelp },
          ]}
          value={status}
        />
        <TextField
          hint={strings.reasonHint}
          label={strings.reason}
          maxLength={300}
          onChange={(event) => setReason(event.target.value)}
          optional
          value={reason}
        />
      </div>
    </Dialog>
  );
}

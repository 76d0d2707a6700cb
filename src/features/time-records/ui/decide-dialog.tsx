"use client";

import { useState } from "react";
import type { TimeRecordLine } from "#src/features/time-records/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { Textarea } from "#src/ui/textarea.tsx";
import { strings } from "./strings.ts";

export type DecideDialogProps = {
  decision: "ASK" | "REFUSE";
  records: readonly TimeRecordLine[];
  onDecide: (reason: string) => Promise<void>;
  onClose: () => void;
};

/** One question, or one reason, for all that were chosen. */
export function DecideDialog({ decision, records, onDecide, onClose }: DecideDialogProps) {
  const [reason, setReason] = useState("");
  const [isWorking, setWorking] = useState(false);
  const [showsGap, setShowsGap] = useState(false);
  const isAsk = decision === "ASK";
  const names = [...new Set(records.map(({ student }) => student))].join(", ");
  const decide = async () => {
    setShowsGap(true);
    if (reason.trim() === "") return scrollToField("reason");
    setWorking(true);
    await onDecide(reason.trim());
    setWorking(false);
  };
  return (
    <Dialog
      description={strings.reasonHelp(names)}
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button loading={isWorking} onClick={() => void decide()} variant={isAsk ? "primary" : "danger"}>
            {isAsk ? strings.sendQuestion : strings.doNotApprove}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      title={isAsk ? strings.askTitle(records.length) : strings.refuseTitle(records.length)}
    >
      <Textarea
        error={showsGap && reason.trim() === "" ? strings.needed : undefined}
        label={isAsk ? strings.question : strings.reason}
        maxLength={2000}
        name="reason"
        onChange={(event) => setReason(event.target.value)}
        value={reason}
      />
    </Dialog>
  );
}

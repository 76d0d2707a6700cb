"use client";

import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { TimeRecordLine } from "#src/features/time-records/schema.ts";
import { durationWords } from "#src/lib/duration-words.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./strings.ts";
import { useAdjustHours } from "./use-hours.ts";

export type AdjustDialogProps = { record: TimeRecordLine; onClose: () => void };

/** Minutes are added to approved hours or taken away, with a reason; the hours themselves stay. */
export function AdjustDialog({ record, onClose }: AdjustDialogProps) {
  const adjust = useAdjustHours();
  const [direction, setDirection] = useState<"less" | "more">("less");
  const [minutes, setMinutes] = useState("");
  const [reason, setReason] = useState("");
  const [showsGaps, setShowsGaps] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const [key] = useState(newIdempotencyKey);
  const isNumber = /^[1-9]\d{0,3}$/.test(minutes);
  const send = async () => {
    setShowsGaps(true);
    if (!isNumber) return scrollToField("minutes");
    if (reason.trim() === "") return scrollToField("reason");
    try {
      const signed = direction === "less" ? -Number(minutes) : Number(minutes);
      await adjust.mutateAsync({ id: record.id, minutes: signed, reason: reason.trim(), key });
      toast.success(strings.sent);
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
    }
  };
  return (
    <Dialog
      description={strings.adjustHelp(strings.fromTo(record.startTime, record.endTime), durationWords(record.minutes))}
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button loading={adjust.isPending} onClick={() => void send()} variant="primary">
            {strings.sendAdjustment}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      title={strings.adjustTitle}
    >
      <div className="flex flex-col gap-4">
        <RadioGroup
          label={strings.adjustDirection}
          onValueChange={setDirection}
          options={[
            { value: "less", label: strings.tooMuch },
            { value: "more", label: strings.tooLittle },
          ]}
          value={direction}
        />
        <TextField
          error={
            showsGaps && !isNumber ? strings.needed : fault?.errors.find(({ path }) => path === "minutes")?.message
          }
          inputMode="numeric"
          label={strings.adjustMinutes}
          name="minutes"
          onChange={(event) => setMinutes(event.target.value)}
          value={minutes}
        />
        <Textarea
          error={showsGaps && reason.trim() === "" ? strings.needed : undefined}
          label={strings.adjustReason}
          maxLength={2000}
          name="reason"
          onChange={(event) => setReason(event.target.value)}
          value={reason}
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

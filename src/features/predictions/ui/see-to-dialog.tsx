"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { studentKeys } from "#src/features/people/ui/student-queries.ts";
import { daysSeenTo } from "#src/features/predictions/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { acknowledgeFlag, predictionKeys, reopenFlag } from "./prediction-queries.ts";
import { strings } from "./strings.ts";

export type SeeToDialogProps = {
  student: { studentId: string; studentName: string } | null;
  onClose: () => void;
};

const untilNewReason = "reason";
const choices = ["7", String(daysSeenTo), "30", untilNewReason] as const;
const mostCharacters = 500;

/** Asks for how long a student's flag was seen to, and for a note to the others. */
export function SeeToDialog({ student, onClose }: SeeToDialogProps) {
  return student ? <OpenDialog key={student.studentId} onClose={onClose} student={student} /> : null;
}

function OpenDialog({ student, onClose }: { student: NonNullable<SeeToDialogProps["student"]>; onClose: () => void }) {
  const { studentId, studentName } = student;
  const queryClient = useQueryClient();
  const [until, setUntil] = useState<(typeof choices)[number]>(String(daysSeenTo));
  const [note, setNote] = useState("");
  const [isSending, setSending] = useState(false);

  const refresh = () =>
    Promise.all(
      [predictionKeys.all(), studentKeys.all()].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
    );
  const undo = async () => {
    try {
      await reopenFlag(studentId);
      await refresh();
    } catch (error) {
      toast.error(strings.undoFailed, error instanceof Problem ? { description: error.detail } : {});
    }
  };
  const send = async () => {
    setSending(true);
    try {
      const words = note.trim();
      await acknowledgeFlag(studentId, {
        days: until === untilNewReason ? null : Number(until),
        ...(words === "" ? {} : { note: words }),
      });
      toast.success(strings.isSeenTo(studentName), { action: { label: strings.undo, onClick: () => void undo() } });
      onClose();
    } catch (error) {
      toast.error(strings.seeToFailed, error instanceof Problem ? { description: error.detail } : {});
    } finally {
      setSending(false);
      await refresh();
    }
  };

  return (
    <Dialog
      description={strings.seeToHelp}
      footer={
        <>
          <DialogClose>
            <Button>{strings.cancel}</Button>
          </DialogClose>
          <Button loading={isSending} onClick={() => void send()} variant="primary">
            {strings.seeTo}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      title={strings.seeToTitle(studentName)}
    >
      <div className="grid gap-5">
        <RadioGroup
          label={strings.howLong}
          onValueChange={setUntil}
          options={choices.map((value) => ({
            value,
            label: value === untilNewReason ? strings.untilNewReason : strings.forDays(Number(value)),
          }))}
          value={until}
        />
        <Textarea
          hint={strings.noteHelp}
          label={strings.note}
          maxLength={mostCharacters}
          onChange={(event) => setNote(event.target.value)}
          optional
          value={note}
        />
      </div>
    </Dialog>
  );
}

"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type ReactElement, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { maxRequestWords } from "#src/features/requests/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { strings as kit } from "#src/ui/strings.ts";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { declineRequest, requestKeys } from "./request-queries.ts";
import { strings } from "./strings.ts";

export type DeclineDialogProps = {
  assessmentId: string;
  studentName: string;
  /** A Button; leave it out if `open` is controlled. */
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  onDeclined?: () => void;
  defaultOpen?: boolean;
};

/** A supervisor declines a request, with a reason that the student reads. */
export function DeclineDialog({
  assessmentId,
  studentName,
  trigger,
  open,
  onOpenChange,
  onDeclined,
  defaultOpen = false,
}: DeclineDialogProps) {
  const queryClient = useQueryClient();
  const [ownOpen, setOwnOpen] = useState(defaultOpen);
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string>();
  const [isSending, setSending] = useState(false);

  const setOpen = (next: boolean) => {
    setOwnOpen(next);
    onOpenChange?.(next);
  };

  const decline = async () => {
    const words = reason.trim();
    if (words === "") return setError(strings.declineMissing);
    if (words.length > maxRequestWords) return setError(strings.noteTooLong);
    setSending(true);
    try {
      await declineRequest(assessmentId, words);
    } catch (problem) {
      setError(problem instanceof Problem ? problem.detail : strings.failedTitle);
      return;
    } finally {
      setSending(false);
    }
    void queryClient.invalidateQueries({ queryKey: requestKeys.all() });
    // What waits for a supervisor is a list of the assessments.
    void queryClient.invalidateQueries({ queryKey: ["assessments"] });
    setOpen(false);
    toast.success(strings.declined);
    onDeclined?.();
  };

  return (
    <Dialog
      description={strings.declineHelp(studentName)}
      footer={
        <>
          <DialogClose>
            <Button>{kit.cancel}</Button>
          </DialogClose>
          <Button loading={isSending} onClick={() => void decline()} variant="danger">
            {strings.decline}
          </Button>
        </>
      }
      onOpenChange={setOpen}
      open={open ?? ownOpen}
      title={strings.declineTitle(studentName)}
      {...(trigger ? { trigger } : {})}
    >
      <Textarea
        error={error}
        hint={strings.declineHint}
        label={strings.declineReason}
        name="reason"
        onChange={(event) => {
          setReason(event.target.value);
          setError(undefined);
        }}
        value={reason}
      />
    </Dialog>
  );
}

"use client";

import { Button } from "#src/ui/button.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { strings } from "./push-strings.ts";
import { browserFamily } from "./this-browser.ts";

export type AllowPushDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** How to take back that this site was blocked, which no page can do itself. */
export function AllowPushDialog({ open, onOpenChange }: AllowPushDialogProps) {
  return (
    <Dialog
      description={strings.allowHelp}
      footer={
        <DialogClose>
          <Button variant="primary">{strings.done}</Button>
        </DialogClose>
      }
      onOpenChange={onOpenChange}
      open={open}
      title={strings.allowTitle}
    >
      <ol className="flex list-decimal flex-col gap-2 ps-5 marker:text-muted">
        {strings.allowSteps[browserFamily()].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </Dialog>
  );
}

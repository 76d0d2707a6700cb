"use client";

import { Button } from "#src/ui/button.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { strings } from "./admin-strings.ts";

export type StaysDialogProps = { name: string; reason: string; onClose: () => void };

/** Says why something cannot be deleted. */
export function StaysDialog({ name, reason, onClose }: StaysDialogProps) {
  return (
    <Dialog
      description={reason}
      footer={
        <DialogClose>
          <Button>{strings.close}</Button>
        </DialogClose>
      }
      onOpenChange={(open) => open || onClose()}
      open
      title={strings.staysTitle(name)}
    />
  );
}

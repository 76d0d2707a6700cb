"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Button } from "#src/ui/button.tsx";
import { Dialog } from "#src/ui/dialog.tsx";
import { toast } from "#src/ui/toast.tsx";
import { AppSetup } from "./app-setup.tsx";
import { CodesList } from "./codes-list.tsx";
import { refreshFactors } from "./factor-queries.ts";
import { strings } from "./factor-strings.ts";

export type AppDialogProps = { open: boolean; onClose: () => void; onCodes: (codes: readonly string[]) => void };

/** Sets an authenticator app up, in place of another one. */
export function AppDialog({ open, onClose, onCodes }: AppDialogProps) {
  const client = useQueryClient();
  const finish = (codes: readonly string[]) => {
    toast.success(strings.appSetUp);
    void refreshFactors(client);
    onClose();
    if (codes.length > 0) onCodes(codes);
  };
  return (
    <Dialog onOpenChange={(next) => !next && onClose()} open={open} title={strings.setUpTitle}>
      {open ? <AppSetup onCancel={onClose} onDone={finish} /> : null}
    </Dialog>
  );
}

export type CodesDialogProps = { codes: readonly string[] | undefined; onClose: () => void };

/** Shows recovery codes, once. A second press of the Enter that led here keeps them, and does not close it. */
export function CodesDialog({ codes, onClose }: CodesDialogProps) {
  const [shown, setShown] = useState<readonly string[]>([]);
  const download = useRef<HTMLButtonElement>(null);
  if (codes && codes !== shown) setShown(codes);
  return (
    <Dialog
      description={strings.codesHelp}
      footer={
        <Button onClick={onClose} variant="primary">
          {strings.codesKept}
        </Button>
      }
      initialFocus={download}
      onOpenChange={(next) => !next && onClose()}
      open={codes !== undefined}
      title={strings.codesTitle}
    >
      <CodesList codes={shown} downloadRef={download} />
    </Dialog>
  );
}

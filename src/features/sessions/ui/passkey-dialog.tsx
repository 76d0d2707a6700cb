"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { PasskeyLine } from "#src/features/sessions/factors/schema.ts";
import { maxPasskeyNameLength } from "#src/features/sessions/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Dialog } from "#src/ui/dialog.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { addPasskey, refreshFactors, renamePasskey } from "./factor-queries.ts";
import { strings } from "./factor-strings.ts";

export type PasskeyDialogProps = {
  open: boolean;
  onClose: () => void;
  /** The passkey that gets another name; without one, a passkey is added. */
  renamed?: PasskeyLine;
  onCodes?: (codes: readonly string[]) => void;
};

/** Asks for the name of a passkey, then has the device make it. */
export function PasskeyDialog({ open, onClose, renamed, onCodes }: PasskeyDialogProps) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [fault, setFault] = useState<string>();
  const [isWorking, setWorking] = useState(false);

  useEffect(() => {
    if (!open) return;
    setName(renamed?.name ?? "");
    setFault(undefined);
  }, [open, renamed]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") {
      setFault(strings.passkeyNameMissing);
      return;
    }
    setWorking(true);
    setFault(undefined);
    try {
      const codes = await keep(name.trim());
      toast.success(renamed ? strings.passkeyRenamed : strings.passkeyAdded);
      onClose();
      if (codes.length > 0) onCodes?.(codes);
    } catch (error) {
      setFault(await faultOf(error));
    } finally {
      setWorking(false);
    }
  };

  const keep = async (wanted: string): Promise<readonly string[]> => {
    if (renamed) {
      await renamePasskey(client, renamed.id, wanted);
      return [];
    }
    const { recoveryCodes } = await addPasskey(wanted);
    await refreshFactors(client);
    return recoveryCodes;
  };

  return (
    <Dialog
      description={renamed ? undefined : strings.passkeyAddHelp}
      onOpenChange={(next) => !next && onClose()}
      open={open}
      title={renamed ? strings.passkeyRenameTitle : strings.passkeyAddTitle}
    >
      <form className="flex flex-col gap-4" noValidate onSubmit={submit}>
        <TextField
          autoComplete="off"
          error={fault}
          hint={strings.passkeyNameHint}
          label={strings.passkeyName}
          maxLength={maxPasskeyNameLength}
          onChange={(event) => setName(event.target.value)}
          value={name}
        />
        <div className="flex flex-wrap gap-2">
          <Button loading={isWorking} type="submit" variant="primary">
            {renamed ? strings.save : strings.next}
          </Button>
          <Button onClick={onClose}>{strings.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What the browser throws has no words for people. */
export async function faultOf(error: unknown): Promise<string> {
  if (error instanceof Problem) return error.detail;
  const { isKnownAlready } = await import("./passkey-browser.ts");
  return isKnownAlready(error) ? strings.passkeyKnown : strings.passkeyStopped;
}

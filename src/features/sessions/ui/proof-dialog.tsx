"use client";

import { Fingerprint } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { StepUpAnswer } from "#src/features/sessions/factors/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Dialog } from "#src/ui/dialog.tsx";
import { PasswordField } from "#src/ui/password-field.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { prove, proveByPasskey, startProof } from "./factor-queries.ts";
import { strings } from "./factor-strings.ts";

export type ProofDialogProps = { open: boolean; onClose: (isProved: boolean) => void };

/** Asks a person for a code, a passkey or, without a second step, their password. */
export function ProofDialog({ open, onClose }: ProofDialogProps) {
  const [started, setStarted] = useState<StepUpAnswer>();
  const [failure, setFailure] = useState<string>();

  useEffect(() => {
    if (!open) return;
    setStarted(undefined);
    setFailure(undefined);
    startProof()
      .then(setStarted)
      .catch((error: unknown) => setFailure(error instanceof Problem ? error.detail : strings.failed));
  }, [open]);

  return (
    <Dialog
      description={strings.proveHelp}
      onOpenChange={(next) => !next && onClose(false)}
      open={open}
      title={strings.proveTitle}
    >
      {failure ? (
        <Callout live title={strings.failed} tone="danger">
          {failure}
        </Callout>
      ) : started ? (
        <Ways onProved={() => onClose(true)} onStop={() => onClose(false)} started={started} />
      ) : (
        <Skeleton className="h-24" />
      )}
    </Dialog>
  );
}

type WaysProps = { started: StepUpAnswer; onProved: () => void; onStop: () => void };

function Ways({ started, onProved, onStop }: WaysProps) {
  const { methods } = started;
  const [fault, setFault] = useState<string>();
  const [isAsking, setAsking] = useState(false);
  const byPasskey = async () => {
    setAsking(true);
    setFault(undefined);
    try {
      await proveByPasskey(started);
      onProved();
    } catch {
      setFault(strings.passkeyStopped);
      setAsking(false);
    }
  };
  // Whoever has a passkey alone can still type a recovery code.
  const typed = methods.includes("password") ? "password" : "code";
  return (
    <div className="flex flex-col gap-4">
      {methods.includes("passkey") ? (
        <>
          <Button
            block
            icon={<Fingerprint aria-hidden />}
            loading={isAsking}
            onClick={() => void byPasskey()}
            variant="primary"
          >
            {strings.provePasskey}
          </Button>
          {fault ? (
            <p className="text-sm text-danger" role="alert">
              {fault}
            </p>
          ) : null}
          <p className="text-center text-sm text-muted">{strings.proveOr}</p>
        </>
      ) : null}
      <TypedProof kind={typed} onProved={onProved} onStop={onStop} />
    </div>
  );
}

type TypedProofProps = { kind: "code" | "password"; onProved: () => void; onStop: () => void };

function TypedProof({ kind, onProved, onStop }: TypedProofProps) {
  const [value, setValue] = useState("");
  const [fault, setFault] = useState<string>();
  const [isWorking, setWorking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // A dialog is inside the tree of the form that opened it, whose own submit this is not.
    event.stopPropagation();
    if (value.trim() === "") return setFault(strings.proveMissing);
    setWorking(true);
    setFault(undefined);
    try {
      await prove(kind === "code" ? { code: value } : { password: value });
      onProved();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const wrong = kind === "code" ? strings.proveCodeWrong : strings.provePasswordWrong;
      setFault(error.status === 422 ? wrong : error.detail);
      field.current?.select();
      setWorking(false);
    }
  };

  const shared = {
    error: fault,
    onChange: (event: { target: { value: string } }) => setValue(event.target.value),
    ref: field,
    value,
  };
  return (
    <form className="flex flex-col gap-4" noValidate onSubmit={submit}>
      {kind === "code" ? (
        <TextField
          {...shared}
          autoCapitalize="none"
          autoComplete="one-time-code"
          inputClassName="num"
          label={strings.proveCode}
          maxLength={40}
          spellCheck={false}
        />
      ) : (
        <PasswordField {...shared} autoComplete="current-password" label={strings.provePassword} />
      )}
      <div className="flex flex-wrap gap-2">
        <Button loading={isWorking} type="submit" variant="primary">
          {strings.prove}
        </Button>
        <Button onClick={onStop}>{strings.cancel}</Button>
      </div>
    </form>
  );
}

"use client";

import { Fingerprint } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { api, Problem } from "#src/client/api.ts";
import { rememberedDays } from "#src/features/sessions/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { type Fault, faultOf } from "../auth-fault.ts";
import { strings } from "../strings.ts";
import { proveByPasskey } from "./passkeys.ts";
import type { Pending, SignInAnswer } from "./sign-in-answer.ts";

type CodeFormProps = {
  isShared: boolean;
  pending: Pending;
  onDone: (answer: SignInAnswer) => void;
  onStartAgain: () => void;
};

/** The second step, for accounts that have one. */
export function CodeForm({ isShared, pending, onDone, onStartAgain }: CodeFormProps) {
  const { challengeId, methods } = pending;
  const [code, setCode] = useState("");
  const [isRecovery, setRecovery] = useState(false);
  const [remember, setRemember] = useState(false);
  const [error, setError] = useState<string>();
  const [fault, setFault] = useState<Fault>();
  const [working, setWorking] = useState<"code" | "passkey">();
  const choices = { remember: remember && !isShared, shared: isShared };
  const field = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFault(undefined);
    if (code.trim() === "") {
      setError(strings.codeMissing);
      field.current?.focus();
      return;
    }
    setWorking("code");
    setError(undefined);
    try {
      onDone(
        await api<SignInAnswer>("/api/auth/mfa/verify", { method: "POST", body: { challengeId, code, ...choices } }),
      );
    } catch (thrown) {
      setWorking(undefined);
      if (!(thrown instanceof Problem)) throw thrown;
      setError(thrown.status === 401 || thrown.status === 422 ? strings.codeWrong : faultOf(thrown).title);
      field.current?.select();
    }
  };

  const change = () => {
    setRecovery(!isRecovery);
    setCode("");
    setError(undefined);
    field.current?.focus();
  };

  const byPasskey = async () => {
    setWorking("passkey");
    setError(undefined);
    setFault(undefined);
    try {
      onDone(await proveByPasskey(challengeId, choices));
    } catch (thrown) {
      setWorking(undefined);
      setFault({ tone: "warning", title: strings.passkeyStopped, help: strings.passkeyStoppedHelp });
      if (thrown instanceof Problem && thrown.isOffline) setFault(faultOf(thrown));
    }
  };

  return (
    <div className="flex flex-col gap-4">
      {fault ? (
        <Callout live title={fault.title} tone={fault.tone}>
          {fault.help}
        </Callout>
      ) : null}
      {methods.includes("passkey") ? (
        <>
          <Button
            block
            className="h-11 touch:h-12"
            icon={<Fingerprint aria-hidden />}
            loading={working === "passkey"}
            onClick={() => void byPasskey()}
          >
            {strings.usePasskey}
          </Button>
          <p className="text-center text-sm text-muted">{strings.or}</p>
        </>
      ) : null}
      <form className="flex flex-col gap-4" method="post" noValidate onSubmit={submit}>
        <TextField
          autoCapitalize="none"
          autoComplete="one-time-code"
          autoFocus
          error={error}
          inputClassName="num text-md tracking-[0.2em]"
          // A phone's keys for digits have no letters.
          inputMode={isRecovery ? "text" : "numeric"}
          label={isRecovery ? strings.recoveryCode : strings.code}
          maxLength={20}
          onChange={(event) => setCode(event.target.value)}
          ref={field}
          spellCheck={false}
          value={code}
        />
        {isShared ? null : (
          <Checkbox
            checked={remember}
            hint={strings.rememberHint}
            label={strings.remember(rememberedDays)}
            onChange={(event) => setRemember(event.target.checked)}
          />
        )}
        <Button block className="h-11 touch:h-12" loading={working === "code"} type="submit" variant="primary">
          {strings.confirm}
        </Button>
        <div className="flex flex-wrap justify-center gap-x-2">
          <Button onClick={change} variant="ghost">
            {isRecovery ? strings.useApp : strings.useRecovery}
          </Button>
          <Button onClick={onStartAgain} variant="ghost">
            {strings.startAgain}
          </Button>
        </div>
      </form>
    </div>
  );
}

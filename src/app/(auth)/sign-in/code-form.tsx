"use client";

import { type FormEvent, useState } from "react";
import { api, Problem } from "#src/client/api.ts";
import { Button } from "#src/ui/button.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { faultOf } from "../auth-fault.ts";
import { strings } from "../strings.ts";
import type { SignInAnswer } from "./sign-in-answer.ts";

type CodeFormProps = { challengeId: string; onDone: (answer: SignInAnswer) => void };

/** The second factor, for accounts that have one. */
export function CodeForm({ challengeId, onDone }: CodeFormProps) {
  const [code, setCode] = useState("");
  const [error, setError] = useState<string>();
  const [working, setWorking] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!/^\d{6}$/.test(code)) {
      setError(strings.codeMissing);
      return;
    }
    setWorking(true);
    setError(undefined);
    try {
      onDone(await api<SignInAnswer>("/api/auth/mfa/verify", { method: "POST", body: { challengeId, code } }));
    } catch (thrown) {
      setWorking(false);
      if (!(thrown instanceof Problem)) throw thrown;
      setError(thrown.code === "unauthenticated" ? strings.codeWrong : faultOf(thrown).title);
    }
  };

  return (
    <form className="flex flex-col gap-4" method="post" noValidate onSubmit={submit}>
      <TextField
        autoComplete="one-time-code"
        autoFocus
        error={error}
        inputClassName="num text-md tracking-[0.3em]"
        inputMode="numeric"
        label={strings.code}
        maxLength={6}
        onChange={(event) => setCode(event.target.value.replace(/\D/g, ""))}
        value={code}
      />
      <Button block className="h-11 touch:h-12" loading={working} type="submit" variant="primary">
        {strings.confirm}
      </Button>
    </form>
  );
}

"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { EnrolmentAnswer } from "#src/features/sessions/factors/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { confirmApp, startApp } from "./factor-queries.ts";
import { strings } from "./factor-strings.ts";

type AppSetupProps = { onDone: (codes: readonly string[]) => void; onCancel: () => void };

/** Scan or type the key, then write the app's first code. */
export function AppSetup({ onDone, onCancel }: AppSetupProps) {
  const [started, setStarted] = useState<EnrolmentAnswer>();
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const [isWorking, setWorking] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    let isWanted = true;
    startApp()
      .then((answer) => isWanted && setStarted(answer))
      .catch((error: unknown) => isWanted && setFailure(error instanceof Problem ? error.detail : strings.failed));
    return () => {
      isWanted = false;
    };
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!started) return;
    if (!/^\d{6}$/.test(code)) {
      setFault(strings.codeMissing);
      field.current?.focus();
      return;
    }
    setWorking(true);
    setFault(undefined);
    try {
      onDone((await confirmApp({ enrolment: started.enrolment, code })).recoveryCodes);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const isEnded = error.errors.some(({ path }) => path === "enrolment");
      setFault(isEnded ? strings.setUpEnded : error.status === 422 ? strings.codeWrong : error.detail);
      field.current?.select();
    } finally {
      setWorking(false);
    }
  };

  if (failure) {
    return (
      <Callout live title={strings.failed} tone="danger">
        {failure}
      </Callout>
    );
  }
  return (
    <form className="flex flex-col gap-4" noValidate onSubmit={submit}>
      <p className="text-base text-muted">{strings.setUpScan}</p>
      {started ? <AppKey started={started} /> : <Skeleton className="mx-auto size-48 rounded-card" />}
      <TextField
        autoComplete="one-time-code"
        error={fault}
        inputClassName="num text-md tracking-[0.3em]"
        inputMode="numeric"
        label={strings.setUpCode}
        maxLength={6}
        onChange={(event) => setCode(event.target.value.replace(/\D/g, ""))}
        ref={field}
        value={code}
      />
      <div className="flex flex-wrap gap-2">
        <Button disabled={!started} loading={isWorking} type="submit" variant="primary">
          {strings.setUp}
        </Button>
        <Button onClick={onCancel}>{strings.cancel}</Button>
      </div>
    </form>
  );
}

function AppKey({ started: { qr, secret, address } }: { started: EnrolmentAnswer }) {
  return (
    <>
      {/* White around dark modules in both themes: scanners expect it. */}
      <svg
        aria-label={strings.setUpQr}
        className="mx-auto size-48 rounded-card border border-border bg-white"
        role="img"
        shapeRendering="crispEdges"
        viewBox={`0 0 ${qr.size} ${qr.size}`}
      >
        <path d={qr.path} fill="#16202e" />
      </svg>
      <div className="text-center">
        <p className="text-sm text-muted">{strings.setUpKey}</p>
        <p className="num mt-0.5 font-mono text-base break-words select-all">{inGroups(secret)}</p>
        <a className="mt-1 inline-block text-sm font-medium text-accent underline pointer-fine:hidden" href={address}>
          {strings.setUpOpen}
        </a>
      </div>
    </>
  );
}

function inGroups(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? secret;
}

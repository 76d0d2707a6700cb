"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { parsePhoneNumber, showPhoneNumber } from "#src/lib/phone-number.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Dialog } from "#src/ui/dialog.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { sendCode, verifyCode } from "./phone-queries.ts";
import { strings } from "./phone-strings.ts";

export type PhoneDialogProps = {
  /** The number that waits for its code. */
  waiting: string | undefined;
  /** What the field for the number begins with. */
  typed: string;
  onClose: () => void;
};

/** First the number, then the code that was sent to it. */
export function PhoneDialog({ waiting, typed, onClose }: PhoneDialogProps) {
  const [number, setNumber] = useState(typed === "" ? waiting : undefined);
  return (
    <Dialog
      description={number ? strings.codeHelp(showPhoneNumber(number)) : strings.numberHelp}
      onOpenChange={(open) => open || onClose()}
      open
      title={number ? strings.codeTitle : strings.numberTitle}
    >
      {number ? (
        <CodeForm number={number} onDone={onClose} onOther={() => setNumber(undefined)} />
      ) : (
        <NumberForm onSent={setNumber} typed={typed} />
      )}
    </Dialog>
  );
}

/** What the server said of a field, or of the whole. */
type Fault = { field?: string; whole?: { title: string; detail: string } };

function faultOf(error: unknown, title: string, words: (message: string) => string): Fault {
  if (!(error instanceof Problem)) throw error;
  const [first] = error.errors;
  return first ? { field: words(first.message) } : { whole: { title, detail: error.detail } };
}

function NumberForm({ typed, onSent }: { typed: string; onSent: (number: string) => void }) {
  const queryClient = useQueryClient();
  const [text, setText] = useState(typed);
  const [fault, setFault] = useState<Fault>({});
  const [isSending, setSending] = useState(false);

  const submit = async (submitted: FormEvent) => {
    submitted.preventDefault();
    const parsed = parsePhoneNumber(text);
    if ("fault" in parsed) return setFault({ field: strings.faults[parsed.fault] });
    setSending(true);
    try {
      await sendCode(queryClient, parsed.number);
      onSent(parsed.number);
    } catch (error) {
      setFault(faultOf(error, strings.sendFailed, strings.numberFault));
    } finally {
      setSending(false);
    }
  };

  return (
    <form className="flex flex-col gap-4" noValidate onSubmit={(submitted) => void submit(submitted)}>
      <TextField
        autoComplete="tel"
        error={fault.field}
        hint={strings.numberHint}
        label={strings.number}
        name="number"
        onChange={({ target }) => {
          setText(target.value);
          setFault({});
        }}
        type="tel"
        value={text}
      />
      <Whole fault={fault} />
      <Button className="self-start max-md:self-stretch" loading={isSending} type="submit" variant="primary">
        {strings.sendCode}
      </Button>
    </form>
  );
}

type CodeFormProps = { number: string; onDone: () => void; onOther: () => void };

function CodeForm({ number, onDone, onOther }: CodeFormProps) {
  const queryClient = useQueryClient();
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<Fault>({});
  const [busy, setBusy] = useState<"verify" | "send">();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const act = async (what: "verify" | "send", run: () => Promise<void>) => {
    setBusy(what);
    setFault({});
    try {
      await run();
    } catch (error) {
      const title = what === "verify" ? strings.verifyFailed : strings.sendFailed;
      setFault(faultOf(error, title, what === "verify" ? strings.codeFault : strings.numberFault));
      field.current?.focus();
    } finally {
      setBusy(undefined);
    }
  };
  const verify = () =>
    act("verify", async () => {
      await verifyCode(queryClient, code);
      toast.success(strings.done, { description: strings.doneHelp });
      onDone();
    });
  const sendAnother = () =>
    act("send", async () => {
      await sendCode(queryClient, number);
      setCode("");
      field.current?.focus();
      toast.success(strings.anotherSent);
    });

  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(submitted) => {
        submitted.preventDefault();
        if (code.length === 6) void verify();
        else setFault({ field: strings.codeMissing });
      }}
    >
      <TextField
        autoComplete="one-time-code"
        error={fault.field}
        hint={strings.codeHint}
        inputClassName="max-w-40 tracking-[0.2em]"
        inputMode="numeric"
        label={strings.code}
        name="code"
        onChange={({ target }) => {
          setCode(target.value.replace(/\D/g, "").slice(0, 6));
          setFault({});
        }}
        ref={field}
        value={code}
      />
      <Whole fault={fault} />
      <div className="flex flex-wrap gap-2 max-md:flex-col">
        <Button loading={busy === "verify"} type="submit" variant="primary">
          {strings.verify}
        </Button>
        <Button loading={busy === "send"} onClick={() => void sendAnother()}>
          {strings.another}
        </Button>
        <Button onClick={onOther}>{strings.other}</Button>
      </div>
    </form>
  );
}

function Whole({ fault: { whole } }: { fault: Fault }) {
  return whole ? (
    <Callout live title={whole.title} tone="danger">
      {whole.detail}
    </Callout>
  ) : null;
}

"use client";

import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { api, Problem } from "#src/client/api.ts";
import { Button } from "#src/ui/button.tsx";
import { Checkbox } from "#src/ui/checkbox.tsx";
import { PasswordField } from "#src/ui/password-field.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { type Fault, faultOf } from "../auth-fault.ts";
import { AuthForm } from "../auth-form.tsx";
import { emailRules } from "../email-rules.ts";
import { strings } from "../strings.ts";
import { PasskeyButton } from "./passkey-button.tsx";
import type { SignInAnswer } from "./sign-in-answer.ts";

export type DemoAccount = { role: string; email: string };
export type Demo = { accounts: readonly DemoAccount[]; password: string };

type PasswordFormProps = {
  demo: Demo | undefined;
  canUsePasskeys: boolean;
  /** Others use the device too. */
  isShared: boolean;
  onSharedChange: (isShared: boolean) => void;
  onDone: (answer: SignInAnswer) => void;
};

export function PasswordForm({ demo, canUsePasskeys, isShared, onSharedChange, onDone }: PasswordFormProps) {
  const { register, handleSubmit, formState, setValue, setFocus } = useForm({
    defaultValues: { email: "", password: "" },
  });
  const [fault, setFault] = useState<Fault>();
  const [leaving, setLeaving] = useState(false);
  const { errors, isSubmitting } = formState;

  // Not `autoFocus`: it would take the focus from a field in which somebody types already.
  useEffect(() => {
    if (document.activeElement === document.body) setFocus("email");
  }, [setFocus]);

  const submit = handleSubmit(async (values) => {
    setFault(undefined);
    try {
      const answer = await api<SignInAnswer>("/api/auth/sign-in", {
        method: "POST",
        body: { ...values, shared: isShared },
      });
      // The next page takes a moment to load; the button stays busy until then.
      setLeaving(true);
      onDone(answer);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(faultOf(error));
      if (error.code === "unauthenticated") setFocus("password", { shouldSelect: true });
    }
  });

  const fill = (email: string, password: string) => {
    setValue("email", email, { shouldValidate: true });
    setValue("password", password, { shouldValidate: true });
    setFault(undefined);
  };

  return (
    <>
      <AuthForm fault={fault} onSubmit={submit}>
        <TextField
          autoCapitalize="none"
          autoComplete={canUsePasskeys ? "username webauthn" : "username"}
          error={errors.email?.message}
          inputMode="email"
          label={strings.email}
          spellCheck={false}
          type="email"
          {...register("email", emailRules)}
        />
        <PasswordField
          autoComplete="current-password"
          error={errors.password?.message}
          label={strings.password}
          labelEnd={
            <TextLink className="text-sm" href="/forgot-password">
              {strings.forgotLink}
            </TextLink>
          }
          {...register("password", { required: strings.passwordMissing })}
        />
        <Checkbox
          checked={isShared}
          hint={strings.sharedHint}
          label={strings.shared}
          onChange={({ target }) => onSharedChange(target.checked)}
        />
        <Button
          block
          className="mt-2 h-11 touch:h-12"
          loading={isSubmitting || leaving}
          type="submit"
          variant="primary"
        >
          {strings.signIn}
        </Button>
      </AuthForm>
      {canUsePasskeys ? <PasskeyButton isShared={isShared} onDone={onDone} onFault={setFault} /> : null}
      {demo ? <DemoAccounts demo={demo} onUse={(email) => fill(email, demo.password)} /> : null}
    </>
  );
}

function DemoAccounts({ demo, onUse }: { demo: Demo; onUse: (email: string) => void }) {
  return (
    <section aria-labelledby="demo-title" className="mt-7 border-t border-separator pt-5">
      <h2 className="text-sm font-semibold" id="demo-title">
        {strings.demoTitle}
      </h2>
      <p className="text-sm text-muted">{strings.demoIntro}</p>
      <ul className="mt-3 grid grid-cols-2 gap-2 max-[359px]:grid-cols-1">
        {demo.accounts.map((account) => (
          <li className="min-w-0" key={account.email}>
            <button
              className="block w-full min-w-0 rounded-ctl border border-border px-2.5 py-2 text-start transition-colors duration-150 hover:bg-surface-secondary"
              onClick={() => onUse(account.email)}
              type="button"
            >
              <span className="block truncate text-sm font-medium">{account.role}</span>
              <span className="block truncate text-xs text-muted">{account.email}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

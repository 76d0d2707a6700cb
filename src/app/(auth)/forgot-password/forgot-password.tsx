"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
import { api, Problem } from "#src/client/api.ts";
import { Button } from "#src/ui/button.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { TextLink } from "#src/ui/text-link.tsx";
import { AuthCard } from "../auth-card.tsx";
import { type Fault, faultOf } from "../auth-fault.ts";
import { AuthForm } from "../auth-form.tsx";
import { emailRules } from "../email-rules.ts";
import { strings } from "../strings.ts";

/** The answer is the same whether the address is known or not, so nobody learns who has an account. */
export function ForgotPassword() {
  const { register, handleSubmit, formState } = useForm({ defaultValues: { email: "" } });
  const [sentTo, setSentTo] = useState<string>();
  const [fault, setFault] = useState<Fault>();

  const submit = handleSubmit(async ({ email }) => {
    setFault(undefined);
    try {
      await api("/api/auth/password/forgot", { method: "POST", body: { email } });
      setSentTo(email);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const known = faultOf(error);
      setFault(error.status === 0 || error.status === 429 ? known : { ...known, title: strings.sendFailed });
    }
  });

  if (sentTo) {
    return (
      <AuthCard intro={strings.sentIntro(sentTo)} title={strings.sentTitle}>
        <LinkButton block href="/sign-in">
          {strings.backToSignIn}
        </LinkButton>
      </AuthCard>
    );
  }
  return (
    <AuthCard intro={strings.forgotIntro} title={strings.forgotTitle}>
      <AuthForm fault={fault} onSubmit={submit}>
        <TextField
          autoComplete="username"
          error={formState.errors.email?.message}
          inputMode="email"
          label={strings.email}
          type="email"
          {...register("email", emailRules)}
        />
        <Button block className="mt-2 h-11 touch:h-12" loading={formState.isSubmitting} type="submit" variant="primary">
          {strings.sendLink}
        </Button>
        <p className="text-center text-sm">
          <TextLink className="inline-block py-1" href="/sign-in">
            {strings.backToSignIn}
          </TextLink>
        </p>
      </AuthForm>
    </AuthCard>
  );
}

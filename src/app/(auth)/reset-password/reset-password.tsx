"use client";

import { useState } from "react";
import { useForm } from "react-hook-form";
import { api, Problem } from "#src/client/api.ts";
import { Button } from "#src/ui/button.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PasswordField } from "#src/ui/password-field.tsx";
import { AuthCard } from "../auth-card.tsx";
import { type Fault, faultOf } from "../auth-fault.ts";
import { AuthForm } from "../auth-form.tsx";
import { useLinkToken } from "../link-token.ts";
import { strings } from "../strings.ts";

type Outcome = "open" | "done" | "bad-link";

export function ResetPassword() {
  const token = useLinkToken();
  const { register, handleSubmit, formState, setError } = useForm({ defaultValues: { password: "" } });
  const [outcome, setOutcome] = useState<Outcome>("open");
  const [fault, setFault] = useState<Fault>();

  const submit = handleSubmit(async ({ password }) => {
    setFault(undefined);
    try {
      await api("/api/auth/password/reset", { method: "POST", body: { token, password } });
      setOutcome("done");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const weak = error.errors.find(({ path }) => path === "password");
      if (weak) setError("password", { message: weak.message }, { shouldFocus: true });
      else if (isLinkFault(error)) setOutcome("bad-link");
      else setFault(error.isOffline ? faultOf(error) : { ...faultOf(error), title: strings.resetFailed });
    }
  });

  if (outcome === "done") {
    return (
      <AuthCard intro={strings.resetDoneIntro} title={strings.resetDoneTitle}>
        <LinkButton block className="h-11 touch:h-12" href="/sign-in" variant="primary">
          {strings.signIn}
        </LinkButton>
      </AuthCard>
    );
  }
  if (outcome === "bad-link" || token === "") {
    return (
      <AuthCard intro={strings.resetBadIntro} title={strings.resetBadTitle}>
        <LinkButton block className="h-11 touch:h-12" href="/forgot-password" variant="primary">
          {strings.resetAgain}
        </LinkButton>
      </AuthCard>
    );
  }
  return (
    <AuthCard intro={strings.resetIntro} title={strings.resetTitle}>
      <AuthForm fault={fault} onSubmit={submit}>
        <PasswordField
          autoComplete="new-password"
          error={formState.errors.password?.message}
          hint={strings.changedPasswordHint}
          label={strings.newPassword}
          {...register("password", {
            required: strings.passwordShort,
            minLength: { value: 8, message: strings.passwordShort },
            maxLength: { value: 128, message: strings.passwordLong },
          })}
        />
        <Button block className="mt-2 h-11 touch:h-12" loading={formState.isSubmitting} type="submit" variant="primary">
          {strings.resetSave}
        </Button>
      </AuthForm>
    </AuthCard>
  );
}

/** A used, expired or invalid token: whatever the server's reason, only a new link helps. */
function isLinkFault(problem: Problem): boolean {
  return problem.status >= 400 && problem.status < 500 && problem.status !== 429;
}

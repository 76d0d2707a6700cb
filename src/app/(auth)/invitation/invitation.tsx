"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { api, Problem } from "#src/client/api.ts";
import type { InvitationAnswer } from "#src/features/people/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { LinkButton } from "#src/ui/link-button.tsx";
import { PasswordField } from "#src/ui/password-field.tsx";
import { Skeleton } from "#src/ui/skeleton.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { AuthCard } from "../auth-card.tsx";
import { type Fault, faultOf } from "../auth-fault.ts";
import { AuthForm } from "../auth-form.tsx";
import { useLinkToken } from "../link-token.ts";
import { strings } from "../strings.ts";

/** Where an invited person confirms their name and chooses a password. Looking at it uses nothing up. */
export function Invitation() {
  const token = useLinkToken();
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) => api<InvitationAnswer>("/api/auth/invitation", { method: "POST", body: { token }, signal }),
    enabled: token !== undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (invitation.isPending || token === undefined) {
    return (
      <AuthCard intro={strings.invitationLoading} title={strings.invitationTitle}>
        <div className="flex flex-col gap-4">
          <Skeleton className="h-16" />
          <Skeleton className="h-16" />
          <Skeleton className="h-11" />
        </div>
      </AuthCard>
    );
  }
  if (invitation.isError) {
    const isGone = invitation.error instanceof Problem && invitation.error.status === 422;
    return isGone ? (
      <AuthCard intro={strings.invitationBadIntro} title={strings.resetBadTitle}>
        <LinkButton block className="h-11 touch:h-12" href="/sign-in" variant="primary">
          {strings.signIn}
        </LinkButton>
      </AuthCard>
    ) : (
      <AuthCard intro={strings.invitationFailed} title={strings.invitationTitle}>
        <Button block className="h-11 touch:h-12" onClick={() => invitation.refetch()} variant="primary">
          {strings.tryAgain}
        </Button>
      </AuthCard>
    );
  }
  return <JoinForm invitation={invitation.data} token={token} />;
}

function JoinForm({ token, invitation }: { token: string; invitation: InvitationAnswer }) {
  const { register, handleSubmit, formState, setError } = useForm({
    defaultValues: { name: invitation.name, password: "" },
  });
  const [outcome, setOutcome] = useState<"open" | "done" | "bad-link">("open");
  const [fault, setFault] = useState<Fault>();

  const submit = handleSubmit(async ({ name, password }) => {
    setFault(undefined);
    try {
      await api("/api/auth/invitation/accept", { method: "POST", body: { token, name: name.trim(), password } });
      setOutcome("done");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const named = error.errors.find(({ path }) => path === "name" || path === "password");
      if (named?.path === "name") setError("name", { message: strings.nameWrong }, { shouldFocus: true });
      else if (named) setError("password", { message: named.message }, { shouldFocus: true });
      else if (error.status === 422) setOutcome("bad-link");
      else setFault(error.isOffline ? faultOf(error) : { ...faultOf(error), title: strings.resetFailed });
    }
  });

  if (outcome !== "open") {
    const isDone = outcome === "done";
    return (
      <AuthCard
        intro={isDone ? strings.invitationDoneIntro(invitation.email) : strings.invitationBadIntro}
        title={isDone ? strings.invitationDoneTitle(invitation.school) : strings.resetBadTitle}
      >
        <LinkButton block className="h-11 touch:h-12" href="/sign-in" variant="primary">
          {strings.signIn}
        </LinkButton>
      </AuthCard>
    );
  }
  return (
    <AuthCard
      intro={strings.invitationIntro(strings.invitedAs[invitation.role], invitation.email)}
      title={strings.invitationJoin(invitation.school)}
    >
      <AuthForm fault={fault} onSubmit={submit}>
        <TextField
          autoComplete="name"
          error={formState.errors.name?.message}
          hint={strings.nameHint}
          label={strings.name}
          {...register("name", {
            required: strings.nameMissing,
            maxLength: { value: 200, message: strings.nameWrong },
          })}
        />
        {/* A password manager stores the new password under this address. */}
        <input
          autoComplete="username"
          className="hidden"
          readOnly
          tabIndex={-1}
          type="email"
          value={invitation.email}
        />
        <PasswordField
          autoComplete="new-password"
          error={formState.errors.password?.message}
          hint={strings.newPasswordHint}
          label={strings.password}
          {...register("password", {
            required: strings.passwordShort,
            minLength: { value: 12, message: strings.passwordShort },
            maxLength: { value: 128, message: strings.passwordLong },
          })}
        />
        <Button block className="mt-2 h-11 touch:h-12" loading={formState.isSubmitting} type="submit" variant="primary">
          {strings.join}
        </Button>
      </AuthForm>
    </AuthCard>
  );
}

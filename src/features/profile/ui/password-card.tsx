"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useForm } from "react-hook-form";
import { api, Problem } from "#src/client/api.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { PasswordField } from "#src/ui/password-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { profileKeys, profilePaths } from "./profile-queries.ts";
import { strings } from "./strings.ts";

/** Changes the password in place: the current one is asked for, and other devices are signed out. */
export function PasswordCard({ email }: { email: string }) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  return (
    <Card aria-labelledby="password-title">
      <CardHeader
        actions={
          isOpen ? null : (
            <Button onClick={() => setOpen(true)} ref={opener}>
              {strings.changePassword}
            </Button>
          )
        }
        description={strings.passwordHelp}
        divided={isOpen}
        title={strings.password}
        titleId="password-title"
      />
      {isOpen ? (
        <CardBody>
          <PasswordForm email={email} onClose={close} />
        </CardBody>
      ) : null}
    </Card>
  );
}

function PasswordForm({ email, onClose }: { email: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [fault, setFault] = useState<string>();
  const { register, handleSubmit, formState, setError } = useForm({
    defaultValues: { currentPassword: "", newPassword: "" },
  });

  const submit = handleSubmit(async (body) => {
    setFault(undefined);
    try {
      await api(profilePaths.password, { method: "POST", body });
      toast.success(strings.passwordChanged);
      void queryClient.invalidateQueries({ queryKey: profileKeys.sessions() });
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const [first] = error.errors;
      if (first?.path === "currentPassword") {
        setError("currentPassword", { message: strings.wrongPassword }, { shouldFocus: true });
      } else if (first?.path === "newPassword") {
        const message = body.newPassword === body.currentPassword ? strings.samePassword : first.message;
        setError("newPassword", { message }, { shouldFocus: true });
      } else setFault(error.detail);
    }
  });

  return (
    <form className="flex max-w-96 flex-col gap-4" noValidate onSubmit={submit}>
      {fault ? (
        <Callout live title={strings.passwordFailed} tone="danger">
          {fault}
        </Callout>
      ) : null}
      {/* For password managers, which keep a password with whom it is for. */}
      <input autoComplete="username" className="hidden" name="username" readOnly type="text" value={email} />
      <PasswordField
        autoComplete="current-password"
        autoFocus
        error={formState.errors.currentPassword?.message}
        label={strings.currentPassword}
        {...register("currentPassword", { required: strings.passwordNeeded })}
      />
      <PasswordField
        autoComplete="new-password"
        error={formState.errors.newPassword?.message}
        hint={strings.newPasswordHint}
        label={strings.newPassword}
        {...register("newPassword", {
          required: strings.passwordShort,
          minLength: { value: 8, message: strings.passwordShort },
          maxLength: { value: 128, message: strings.passwordLong },
        })}
      />
      <div className="flex gap-2">
        <Button loading={formState.isSubmitting} type="submit" variant="primary">
          {strings.changePassword}
        </Button>
        <Button onClick={onClose}>{strings.cancel}</Button>
      </div>
    </form>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "#src/ui/button.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { AuthCard } from "../../(auth)/auth-card.tsx";
import { verifyStrings as strings } from "./verify-strings.ts";

/** Takes the code as it is on paper; the page of the code answers. */
export function VerifyForm() {
  const router = useRouter();
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = String(new FormData(event.currentTarget).get("code") ?? "").trim();
    if (given === "") {
      setError(strings.codeMissing);
      return;
    }
    router.push(`/verify/${encodeURIComponent(given.slice(0, 60))}`);
  };
  return (
    <AuthCard intro={strings.intro} title={strings.title}>
      <form className="flex flex-col gap-5" noValidate onSubmit={submit}>
        <TextField
          autoCapitalize="characters"
          autoComplete="off"
          error={error}
          hint={strings.codeHint}
          label={strings.code}
          maxLength={60}
          name="code"
          onChange={() => setError(undefined)}
          spellCheck={false}
        />
        <Button block className="h-11 touch:h-12" type="submit" variant="primary">
          {strings.check}
        </Button>
      </form>
    </AuthCard>
  );
}

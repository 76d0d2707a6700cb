"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useForm } from "react-hook-form";
import { Problem } from "#src/client/api.ts";
import type { MeAnswer } from "#src/features/people/schema.ts";
import { maxNameLength, maxPronounsLength } from "#src/features/profile/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { toast } from "#src/ui/toast.tsx";
import { PictureField } from "./picture-field.tsx";
import { saveProfile } from "./profile-queries.ts";
import { strings } from "./strings.ts";

/** Picture, name and pronouns, as others see them. */
export function AboutYou({ me }: { me: MeAnswer }) {
  const queryClient = useQueryClient();
  const router = useRouter();
  const { register, handleSubmit, formState, setError } = useForm({
    defaultValues: { name: me.name, pronouns: me.pronouns ?? "" },
  });

  const save = handleSubmit(async ({ name, pronouns }) => {
    try {
      await saveProfile(queryClient, { name: name.trim(), pronouns: pronouns.trim() || null });
      toast.success(strings.saved);
      // The frame around the page shows the name too.
      router.refresh();
    } catch (error) {
      const problem = error instanceof Problem ? error : undefined;
      for (const { path, message } of problem?.errors ?? []) {
        if (path === "name" || path === "pronouns") setError(path, { message }, { shouldFocus: true });
      }
      if (!problem?.errors.length) toast.error(strings.saveFailed, problem ? { description: problem.detail } : {});
    }
  });

  return (
    <Card aria-labelledby="about-title">
      <CardHeader divided title={strings.about} titleId="about-title" />
      <CardBody className="flex flex-col gap-5">
        <PictureField name={me.name} picture={me.picture} />
        <form className="flex flex-col gap-4" noValidate onSubmit={save}>
          <div className="grid gap-4 md:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)] md:items-end">
            <TextField
              autoComplete="name"
              error={formState.errors.name?.message}
              label={strings.name}
              maxLength={maxNameLength}
              {...register("name", { validate: (value) => value.trim() !== "" || strings.nameNeeded })}
            />
            <TextField
              autoComplete="off"
              error={formState.errors.pronouns?.message}
              hint={strings.pronounsHint}
              label={strings.pronouns}
              maxLength={maxPronounsLength}
              optional
              {...register("pronouns")}
            />
          </div>
          <div>
            <p className="text-sm font-medium">{strings.email}</p>
            <p className="break-words">{me.email}</p>
            <p className="text-sm text-muted">{strings.emailHelp}</p>
          </div>
          <div>
            <Button loading={formState.isSubmitting} type="submit" variant="primary">
              {strings.save}
            </Button>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}

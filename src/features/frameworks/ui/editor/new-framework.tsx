"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { Button } from "#src/ui/button.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import type { LoadedProps } from "#src/ui/load-later.tsx";
import { TextField } from "#src/ui/text-field.tsx";
import { createDraft } from "../framework-edit-queries.ts";
import { frameworkPages } from "../framework-paths.ts";
import { strings } from "./editor-strings.ts";
import { NewFrameworkButton } from "./new-framework-button.tsx";

const form = "new-framework";

/** Asks for a name, and opens the editor of an empty draft. */
export function NewFrameworkDialog({ defaultOpen = false }: LoadedProps) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(defaultOpen);
  const [title, setTitle] = useState("");
  const [error, setError] = useState<string>();
  const [works, setWorks] = useState(false);
  // One for each opening: a second press repeats the first.
  const key = useRef(newIdempotencyKey());

  const create = async () => {
    setWorks(true);
    try {
      const { id } = await createDraft({ title: title.trim() }, key.current);
      router.push(frameworkPages.edit(id));
    } catch (problem) {
      key.current = newIdempotencyKey();
      setWorks(false);
      setError(problem instanceof Problem ? (problem.errors[0]?.message ?? problem.detail) : strings.createFailed);
    }
  };

  return (
    <Dialog
      description={strings.newHelp}
      footer={
        <>
          <DialogClose>
            <Button>{strings.cancel}</Button>
          </DialogClose>
          <Button form={form} loading={works} type="submit" variant="primary">
            {strings.newCreate}
          </Button>
        </>
      }
      onOpenChange={setOpen}
      open={isOpen}
      title={strings.newTitle}
      trigger={<NewFrameworkButton />}
    >
      <form
        id={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!works) void create();
        }}
      >
        <TextField
          error={error}
          label={strings.newName}
          maxLength={300}
          onChange={(event) => {
            setTitle(event.target.value);
            setError(undefined);
          }}
          required
          value={title}
        />
      </form>
    </Dialog>
  );
}

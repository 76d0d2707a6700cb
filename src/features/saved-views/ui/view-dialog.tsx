"use client";

import { type FormEvent, useId, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { SavedView } from "#src/features/saved-views/schema.ts";
import { maxViewName, type ViewPage } from "#src/features/saved-views/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { TextField } from "#src/ui/text-field.tsx";
import { strings } from "./strings.ts";
import { useViews } from "./use-views.ts";

export type ViewDialogProps = {
  page: ViewPage;
  /** What is saved now. */
  query: string;
  views: readonly SavedView[];
  /** The view that gets another name; absent to save what the table shows. */
  renaming: SavedView | undefined;
  onClose: () => void;
};

/** The name of a view. Saving under a name that there is replaces what that view shows. */
export function ViewDialog({ page, query, views, renaming, onClose }: ViewDialogProps) {
  const [name, setName] = useState(renaming?.name ?? "");
  const [fault, setFault] = useState<{ name?: string; whole?: string }>({});
  const { keep, change } = useViews(page);
  const formId = useId();
  const same = views.find((view) => isSameName(view.name, name));
  const isTaken = renaming ? same !== undefined && same.id !== renaming.id : false;
  const replaced = renaming ? undefined : same;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const given = name.trim();
    if (given === "" || isTaken) {
      setFault({ name: given === "" ? strings.needed : strings.nameTaken });
      return scrollToField("name");
    }
    try {
      if (renaming) await change.mutateAsync({ from: renaming, to: { name: given, query: renaming.query } });
      else if (replaced) await change.mutateAsync({ from: replaced, to: { name: replaced.name, query } });
      else await keep.mutateAsync({ name: given, query });
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const ofName = error.errors.find(({ path }) => path === "name")?.message;
      setFault(ofName === undefined ? { whole: error.detail } : { name: ofName });
    }
  };
  return (
    <Dialog
      description={renaming ? undefined : strings.saveHelp}
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button form={formId} loading={keep.isPending || change.isPending} type="submit" variant="primary">
            {renaming ? strings.renameAction : replaced ? strings.replaceAction : strings.saveAction}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      title={renaming ? strings.renameTitle(renaming.name) : strings.saveTitle}
    >
      <form id={formId} noValidate onSubmit={(event) => void submit(event)}>
        <TextField
          autoComplete="off"
          error={fault.name}
          hint={replaced ? strings.taken : undefined}
          label={strings.name}
          maxLength={maxViewName}
          name="name"
          onChange={({ target }) => {
            setName(target.value);
            setFault({});
          }}
          placeholder={strings.namePlaceholder}
          value={name}
        />
        {fault.whole ? (
          <Callout className="mt-4" live title={strings.failed} tone="danger">
            {fault.whole}
          </Callout>
        ) : null}
      </form>
    </Dialog>
  );
}

/** As the server compares them. */
function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.trim().toLowerCase();
}

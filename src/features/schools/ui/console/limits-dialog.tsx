"use client";

import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { toast } from "#src/ui/toast.tsx";
import { isGoodLimit, LimitFields, limitDraftOf, limitsOf } from "./limit-fields.tsx";
import type { SchoolDialogProps } from "./school-act.ts";
import { strings } from "./strings.ts";
import { useChangeLimits } from "./use-console.ts";

/** How many students and how much evidence a school may have. */
export function LimitsDialog({ school, onClose }: SchoolDialogProps) {
  const [draft, setDraft] = useState(() => limitDraftOf(school));
  const [showsGaps, setShowsGaps] = useState(false);
  const [fault, setFault] = useState<string>();
  const save = useChangeLimits(school);
  const submit = async () => {
    setShowsGaps(true);
    if (!isGoodLimit(draft.maxStudents) || !isGoodLimit(draft.maxGigabytes)) return;
    try {
      await save.mutateAsync(limitsOf(draft));
      toast.success(strings.saved);
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error.code === "precondition_failed" ? strings.stale : error.detail);
    }
  };
  return (
    <Dialog
      description={school.name}
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button loading={save.isPending} onClick={() => void submit()} variant="primary">
            {strings.save}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      title={strings.changeLimits}
    >
      <div className="grid gap-4">
        <LimitFields draft={draft} onChange={setDraft} showsGaps={showsGaps} />
        <p className="text-sm text-muted">{strings.limitsHelp}</p>
        {fault ? (
          <Callout live title={strings.failed} tone="danger">
            {fault}
          </Callout>
        ) : null}
      </div>
    </Dialog>
  );
}

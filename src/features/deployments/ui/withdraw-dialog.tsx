"use client";

import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { DeploymentAnswer } from "#src/features/deployments/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { Textarea } from "#src/ui/textarea.tsx";
import { actStrings } from "./act-strings.ts";
import { type ScopeDraft, ScopeField, toScope } from "./scope-field.tsx";
import { useAct } from "./use-acts.ts";

export type WithdrawDialogProps = { deployment: DeploymentAnswer; student: undefined; onClose: () => void };

/** Withdraws an assignment from everybody, a group or some students, with a reason. */
export function WithdrawDialog({ deployment, onClose }: WithdrawDialogProps) {
  const [draft, setDraft] = useState<ScopeDraft>({ who: "all", students: [] });
  const [completedToo, setCompletedToo] = useState(false);
  const [reason, setReason] = useState("");
  const [showsGaps, setShowsGaps] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const [key] = useState(newIdempotencyKey);
  const act = useAct();
  const scope = toScope(draft);
  const submit = async () => {
    setShowsGaps(true);
    setFault(undefined);
    if (!scope || reason.trim() === "") return scrollToField("reason");
    try {
      const body = { scope, completedToo, reason: reason.trim() };
      await act.mutateAsync({ kind: "withdraw", deploymentId: deployment.id, key, body });
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
    }
  };
  return (
    <Dialog
      description={actStrings.withdrawHelp}
      footer={
        <>
          <DialogClose>
            <Button>{uiStrings.cancel}</Button>
          </DialogClose>
          <Button loading={act.isPending} onClick={() => void submit()} variant="danger">
            {actStrings.withdrawAction}
          </Button>
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      size="lg"
      title={actStrings.withdrawTitle}
    >
      <div className="flex flex-col gap-5">
        <ScopeField
          deployment={deployment}
          error={showsGaps && !scope ? actStrings.chooseSomebody : undefined}
          onChange={setDraft}
          value={draft}
        />
        <RadioGroup
          label={actStrings.what}
          onValueChange={(what) => setCompletedToo(what === "all")}
          options={[
            { value: "open", label: actStrings.onlyOpen, hint: actStrings.onlyOpenHint },
            { value: "all", label: actStrings.completedToo, hint: actStrings.completedTooHint },
          ]}
          value={completedToo ? "all" : "open"}
        />
        <Textarea
          error={showsGaps && reason.trim() === "" ? actStrings.giveReason : undefined}
          hint={actStrings.reasonHint}
          label={actStrings.reason}
          maxLength={2000}
          name="reason"
          onChange={(event) => setReason(event.target.value)}
          rows={2}
          value={reason}
        />
        <p className="text-sm text-pretty text-muted">
          {[...(draft.who === "all" ? [actStrings.endsHelp] : []), actStrings.canUndo].join(" ")}
        </p>
        <Fault fault={fault} />
      </div>
    </Dialog>
  );
}

export function Fault({ fault }: { fault: Problem | undefined }) {
  return fault ? (
    <Callout live title={actStrings.failed} tone="danger">
      {[fault.detail, ...fault.errors.map(({ message }) => message)].join(" ")}
    </Callout>
  ) : null;
}

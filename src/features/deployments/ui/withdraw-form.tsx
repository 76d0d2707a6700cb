"use client";

import { type ReactNode, useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import type { Scope } from "#src/features/deployments/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { Callout } from "#src/ui/callout.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import { RadioGroup } from "#src/ui/radio-group.tsx";
import { scrollToField } from "#src/ui/scroll-to-field.ts";
import { strings as uiStrings } from "#src/ui/strings.ts";
import { Textarea } from "#src/ui/textarea.tsx";
import { actStrings } from "./act-strings.ts";
import { useAct } from "./use-acts.ts";

type WithdrawFormProps = {
  title: string;
  /** Undefined while it is not known yet what is withdrawn. */
  deploymentId: string | undefined;
  /** Undefined while nobody is chosen. */
  scope: Scope | undefined;
  onClose: () => void;
  /** Fields before the others, which show their gaps once the form was sent with one. */
  children: (showsGaps: boolean) => ReactNode;
};

/** Withdraws an assignment from the students in the scope, with a reason. */
export function WithdrawForm({ title, deploymentId, scope, onClose, children }: WithdrawFormProps) {
  const [completedToo, setCompletedToo] = useState(false);
  const [reason, setReason] = useState("");
  const [showsGaps, setShowsGaps] = useState(false);
  const [fault, setFault] = useState<Problem>();
  const [key, setKey] = useState(newIdempotencyKey);
  const act = useAct();
  const submit = async () => {
    setShowsGaps(true);
    setFault(undefined);
    if (!deploymentId || !scope || reason.trim() === "") return scrollToField("reason");
    try {
      const body = { scope, completedToo, reason: reason.trim() };
      await act.mutateAsync({ kind: "withdraw", deploymentId, key, body });
      onClose();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setFault(error);
      if (error.status >= 400) setKey(newIdempotencyKey());
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
          {deploymentId ? (
            <Button loading={act.isPending} onClick={() => void submit()} variant="danger">
              {actStrings.withdrawAction}
            </Button>
          ) : null}
        </>
      }
      onOpenChange={(open) => open || onClose()}
      open
      size="lg"
      title={title}
    >
      <div className="flex flex-col gap-5">
        {children(showsGaps)}
        {deploymentId ? (
          <>
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
              {[...(scope?.type === "all" ? [actStrings.endsHelp] : []), actStrings.canUndo].join(" ")}
            </p>
          </>
        ) : null}
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

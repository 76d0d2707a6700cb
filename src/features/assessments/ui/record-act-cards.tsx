"use client";

import { Ban, Pencil, ShieldCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useId, useState } from "react";
import type { Problem } from "#src/client/api.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import type { Act } from "./assessment-queries.ts";
import { firstName } from "./assessment-values.ts";
import { useAct } from "./record-acts.ts";
import { type CardProps, currentOf } from "./record-cards.tsx";
import { recordStrings } from "./record-strings.ts";

/** Says what the server answered where it did not do it. */
export function ActFault({ fault }: { fault: Problem | undefined }) {
  return (
    <p className="text-sm text-danger empty:hidden" role="alert">
      {fault?.detail}
    </p>
  );
}

/** Countersigning, with a comment if one has something to say; not to countersign needs a reason. */
export function CountersignCard({ view, className }: CardProps) {
  const { run, isRunning, fault } = useAct(view);
  const [comment, setComment] = useState("");
  const assessor = currentOf(view)?.evaluator ?? "";
  const countersign = async () => {
    const words = comment.trim() === "" ? {} : { comment };
    if (await run("approve", { baseRevision: view.revision, ...words })) toast.success(recordStrings.countersignDone);
  };
  return (
    <Card className={className}>
      <CardHeader description={recordStrings.countersignHelp} title={recordStrings.countersignTitle} />
      <CardBody className="flex flex-col gap-4 pt-0">
        <Textarea
          hint={recordStrings.countersignCommentHint(firstName(view.studentName))}
          label={recordStrings.countersignComment}
          maxLength={2000}
          onChange={(event) => setComment(event.target.value)}
          optional
          rows={2}
          value={comment}
        />
        <ActFault fault={fault} />
        <div className="flex flex-wrap gap-2">
          <Button
            icon={<ShieldCheck aria-hidden />}
            loading={isRunning}
            onClick={() => void countersign()}
            variant="primary"
          >
            {recordStrings.countersign}
          </Button>
          <ReasonDialog
            act="reject"
            actionLabel={recordStrings.reject}
            description={recordStrings.rejectHelp(assessor)}
            done={recordStrings.rejectDone}
            label={recordStrings.rejectReason}
            title={recordStrings.rejectTitle}
            trigger={<Button>{recordStrings.reject}</Button>}
            view={view}
          />
        </div>
      </CardBody>
    </Card>
  );
}

export function VoidButton({ view }: CardProps) {
  return (
    <ReasonDialog
      act="void"
      actionLabel={recordStrings.voidAction}
      description={recordStrings.voidHelp(view.studentName)}
      done={recordStrings.voidDone}
      hint={recordStrings.voidReasonHint(firstName(view.studentName))}
      label={recordStrings.voidReason}
      title={recordStrings.voidTitle}
      trigger={
        <Button className="text-danger" icon={<Ban aria-hidden />}>
          {recordStrings.void}
        </Button>
      }
      view={view}
    />
  );
}

/** The author of what was not countersigned goes on with it as a draft. */
export function ReopenCard({ view, className }: CardProps) {
  const { run, isRunning, fault } = useAct(view);
  const router = useRouter();
  const reopen = async () => {
    // The same address now shows the form.
    if (await run("reopen")) router.refresh();
  };
  return (
    <Card className={className}>
      <CardBody className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-[56ch]">{recordStrings.reopenHelp}</p>
        <Button icon={<Pencil aria-hidden />} loading={isRunning} onClick={() => void reopen()} variant="primary">
          {recordStrings.reopen}
        </Button>
        <ActFault fault={fault} />
      </CardBody>
    </Card>
  );
}

type ReasonDialogProps = CardProps & {
  act: Extract<Act, "void" | "reject">;
  trigger: React.ReactElement;
  title: string;
  description: ReactNode;
  label: string;
  hint?: string;
  actionLabel: string;
  done: string;
};

/** Asks for a reason, and stays open until there is one. */
function ReasonDialog({ view, act, label, hint, done, ...dialog }: ReasonDialogProps) {
  const { run, fault } = useAct(view);
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const id = useId();
  const submit = async () => {
    if (reason.trim() === "") {
      setMissing(true);
      document.getElementById(id)?.focus();
      throw new Error("a reason is missing");
    }
    if (!(await run(act, { baseRevision: view.revision, reason }))) throw new Error("it was not done");
    toast.success(done);
  };
  return (
    <AlertDialog {...dialog} onAction={submit}>
      <Textarea
        error={isMissing ? recordStrings.needReason : undefined}
        hint={hint}
        id={id}
        label={label}
        maxLength={2000}
        onChange={(event) => {
          setReason(event.target.value);
          setMissing(false);
        }}
        value={reason}
      />
      <ActFault fault={fault} />
    </AlertDialog>
  );
}

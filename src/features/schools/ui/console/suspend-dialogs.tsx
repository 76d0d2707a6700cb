"use client";

import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { AlertDialog } from "#src/ui/alert-dialog.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import type { SchoolDialogProps } from "./school-act.ts";
import { strings } from "./strings.ts";
import { useReopenSchool, useSuspendSchool } from "./use-console.ts";

/** Asks for the reason before everybody of a school is signed out. */
export function SuspendDialog({ school, onClose }: SchoolDialogProps) {
  const [reason, setReason] = useState("");
  const [gap, setGap] = useState<string>();
  const suspend = useSuspendSchool(school.id);
  return (
    <AlertDialog
      actionLabel={strings.suspendAction}
      cancelLabel={strings.keep}
      description={strings.suspendHelp(school.students + school.supervisors + school.admins)}
      onAction={async () => {
        if (reason.trim() === "") {
          setGap(strings.needed);
          throw new Error("no reason is given");
        }
        try {
          await suspend.mutateAsync(reason.trim());
          toast.success(strings.suspended(school.name));
        } catch (error) {
          setGap(error instanceof Problem ? error.detail : strings.failed);
          throw error;
        }
      }}
      onOpenChange={(open) => open || onClose()}
      open
      title={strings.suspendTitle(school.name)}
    >
      <Textarea
        error={gap}
        hint={strings.reasonHint}
        label={strings.reason}
        maxLength={500}
        name="reason"
        onChange={(event) => {
          setReason(event.target.value);
          setGap(undefined);
        }}
        rows={2}
        value={reason}
      />
    </AlertDialog>
  );
}

export function ReopenDialog({ school, onClose }: SchoolDialogProps) {
  const reopen = useReopenSchool(school.id);
  return (
    <AlertDialog
      actionLabel={strings.reopenAction}
      description={strings.reopenHelp(school.suspendedReason)}
      onAction={async () => {
        try {
          await reopen.mutateAsync(undefined);
          toast.success(strings.reopened(school.name));
        } catch (error) {
          toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
          throw error;
        }
      }}
      onOpenChange={(open) => open || onClose()}
      open
      title={strings.reopenTitle(school.name)}
      tone="primary"
    />
  );
}

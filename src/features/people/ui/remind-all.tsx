"use client";

import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { remindStudents } from "#src/features/student-messages/ui/reminder-queries.ts";
import { mostReminded } from "#src/features/student-messages/values.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./cohort-strings.ts";

/** Reminds the students shown of what is overdue, after a question: a message cannot be taken back. */
export function RemindAll({ studentIds }: { studentIds: readonly string[] }) {
  // A second press after a lost answer repeats the first, where it is about the same students.
  const [sent, setSent] = useState({ about: "", key: "" });
  const shown = studentIds.slice(0, mostReminded);
  const remind = async () => {
    const about = shown.join();
    const key = sent.about === about ? sent.key : newIdempotencyKey();
    setSent({ about, key });
    try {
      const { reminded, remindedBefore, nothingOverdue, notFound } = await remindStudents(shown, key);
      const left = strings.notReminded(remindedBefore, nothingOverdue + notFound);
      const options = left === "" ? undefined : { description: left };
      if (reminded === 0) toast.info(strings.nobodyReminded, options);
      else toast.success(strings.remindedCount(reminded), options);
      setSent({ about: "", key: "" });
    } catch (error) {
      toast.error(strings.remindAllFailed, {
        description: error instanceof Problem ? error.detail : strings.tryAgain,
      });
      throw error;
    }
  };
  if (shown.length < 2) return null;
  return (
    <AlertDialog
      actionLabel={strings.remindAllAction(shown.length)}
      description={strings.remindAllHelp}
      onAction={remind}
      title={strings.remindAllTitle(shown.length)}
      tone="primary"
      trigger={<Button>{strings.remindAll(shown.length, shown.length === studentIds.length)}</Button>}
    />
  );
}

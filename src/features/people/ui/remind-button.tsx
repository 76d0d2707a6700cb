"use client";

import { useState } from "react";
import { newIdempotencyKey, Problem } from "#src/client/api.ts";
import { remindStudent } from "#src/features/student-messages/ui/reminder-queries.ts";
import { Button } from "#src/ui/button.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./cohort-strings.ts";

/** One press reminds a student of what is overdue, above the link that covers their row. */
export function RemindButton({ id, name }: { id: string; name: string }) {
  const [isSending, setSending] = useState(false);
  const [isDone, setDone] = useState(false);
  // A second press after a lost answer repeats the first.
  const [key, setKey] = useState(newIdempotencyKey);
  const remind = async () => {
    setSending(true);
    try {
      toast.success(strings.reminded(name), { description: strings.remindedOf(await remindStudent(id, key)) });
      setDone(true);
      setKey(newIdempotencyKey());
    } catch (error) {
      toast.error(strings.remindFailed(name), {
        description: error instanceof Problem ? error.detail : strings.tryAgain,
      });
    } finally {
      setSending(false);
    }
  };
  return (
    <Button
      aria-label={isDone ? strings.isRemindedOf(name) : strings.remindOf(name)}
      // As wide as what it says afterwards, or the name beside it would move.
      className="relative z-10 min-w-26"
      loading={isSending}
      onClick={() => void remind()}
    >
      {isDone ? strings.isReminded : strings.remind}
    </Button>
  );
}

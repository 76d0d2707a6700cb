"use client";

import { Check } from "lucide-react";
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
      aria-label={strings.remindOf(name)}
      className="relative z-10 min-w-24"
      icon={isDone ? <Check aria-hidden /> : null}
      loading={isSending}
      onClick={() => void remind()}
    >
      {strings.remind}
    </Button>
  );
}

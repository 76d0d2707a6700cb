"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Problem } from "#src/client/api.ts";
import { studentKeys } from "#src/features/people/ui/student-queries.ts";
import type { Acknowledgement } from "#src/features/predictions/schema.ts";
import { Button } from "#src/ui/button.tsx";
import { DateText } from "#src/ui/date-text.tsx";
import { toast } from "#src/ui/toast.tsx";
import { predictionKeys, reopenFlag } from "./prediction-queries.ts";
import { strings } from "./strings.ts";

/** Who has seen to a flag, when, until when, and their note. */
export function SeenTo({ seenTo }: { seenTo: Acknowledgement }) {
  const { by, at, untilOn, note } = seenTo;
  return (
    <div className="space-y-1 text-sm">
      <p>
        {by}, <DateText value={at} withinSentence />
      </p>
      <p className="text-muted">
        {untilOn === null ? (
          strings.untilNewReason
        ) : (
          <>
            {strings.until} <DateText kind="day" value={untilOn} />
          </>
        )}
      </p>
      {note ? <p className="wrap-anywhere whitespace-pre-line">{note}</p> : null}
    </div>
  );
}

/** Takes back that a flag was seen to, by whomever. */
export function ReopenButton({ studentId, studentName }: { studentId: string; studentName: string }) {
  const queryClient = useQueryClient();
  const [isSending, setSending] = useState(false);
  const reopen = async () => {
    setSending(true);
    try {
      await reopenFlag(studentId);
      toast.success(strings.isReopened(studentName));
    } catch (error) {
      toast.error(strings.undoFailed, error instanceof Problem ? { description: error.detail } : {});
    } finally {
      setSending(false);
      for (const queryKey of [predictionKeys.all(), studentKeys.all()])
        await queryClient.invalidateQueries({ queryKey });
    }
  };
  return (
    <Button
      aria-label={strings.reopenOf(studentName)}
      className="relative z-10"
      loading={isSending}
      onClick={() => void reopen()}
    >
      {strings.reopen}
    </Button>
  );
}

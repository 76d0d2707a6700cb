"use client";

import { MessageSquare } from "lucide-react";
import { useState } from "react";
import { api, newIdempotencyKey, Problem } from "#src/client/api.ts";
import { maxMessageLength } from "#src/features/student-messages/values.ts";
import { Button } from "#src/ui/button.tsx";
import { Dialog, DialogClose } from "#src/ui/dialog.tsx";
import type { LoadedProps } from "#src/ui/load-later.tsx";
import { Textarea } from "#src/ui/textarea.tsx";
import { toast } from "#src/ui/toast.tsx";
import { strings } from "./admin-strings.ts";

export type MessageDialogProps = { studentId: string; name: string };

/** Writes to one student. What was typed is kept while the dialog is closed and opened again. */
export function MessageDialog({ studentId, name, defaultOpen = false }: MessageDialogProps & LoadedProps) {
  const [isOpen, setOpen] = useState(defaultOpen);
  const [words, setWords] = useState("");
  const [error, setError] = useState<string>();
  const [isSending, setSending] = useState(false);
  const [key, setKey] = useState(newIdempotencyKey);

  const send = async () => {
    const fault = faultOf(words);
    setError(fault);
    if (fault) return;
    setSending(true);
    try {
      const path = `/api/students/${encodeURIComponent(studentId)}/messages`;
      await api(path, { method: "POST", body: { words }, idempotencyKey: key });
      toast.success(strings.sent(name));
      setWords("");
      setKey(newIdempotencyKey());
      setOpen(false);
    } catch (problem) {
      setError(problem instanceof Problem && problem.status >= 400 ? problem.detail : strings.failed);
    } finally {
      setSending(false);
    }
  };

  return (
    <Dialog
      description={strings.help}
      footer={
        <>
          <DialogClose>
            <Button>{strings.cancel}</Button>
          </DialogClose>
          <Button loading={isSending} onClick={() => void send()} variant="primary">
            {strings.send}
          </Button>
        </>
      }
      onOpenChange={setOpen}
      open={isOpen}
      title={strings.title(name)}
      trigger={<Button icon={<MessageSquare aria-hidden />}>{strings.open}</Button>}
    >
      <Textarea
        error={error}
        label={strings.words}
        name="words"
        onChange={(event) => {
          setWords(event.target.value);
          setError(undefined);
          setKey(newIdempotencyKey());
        }}
        rows={5}
        value={words}
      />
    </Dialog>
  );
}

function faultOf(words: string): string | undefined {
  if (words.trim() === "") return strings.needed;
  return words.length > maxMessageLength ? strings.tooLong(maxMessageLength) : undefined;
}

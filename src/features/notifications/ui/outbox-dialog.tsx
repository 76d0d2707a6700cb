"use client";

import { Fragment } from "react";
import type { OutboxMessage } from "#src/features/notifications/outbox/schema.ts";
import { Dialog } from "#src/ui/dialog.tsx";
import { outboxStrings as strings } from "./outbox-strings.ts";

export type OutboxDialogProps = { message: OutboxMessage; onClose: () => void };

/** One message as it would have arrived, as text. */
export function OutboxDialog({ message, onClose }: OutboxDialogProps) {
  const { subject, channel, to, text } = message;
  return (
    <Dialog
      description={strings.to(to)}
      onOpenChange={(isOpen) => isOpen || onClose()}
      open
      size="lg"
      title={subject === "" ? strings.channels[channel] : subject}
    >
      <p className="whitespace-pre-wrap">
        <Linked text={text} />
      </p>
    </Dialog>
  );
}

/** The addresses in a text as links. */
function Linked({ text }: { text: string }) {
  let end = 0;
  return text.split(/(https?:\/\/\S+)/).map((part) => {
    const place = end;
    end += part.length;
    return /^https?:/.test(part) ? (
      <a className="break-all text-accent underline" href={part} key={place}>
        {part}
      </a>
    ) : (
      <Fragment key={place}>{part}</Fragment>
    );
  });
}

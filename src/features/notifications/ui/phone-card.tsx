"use client";

import { useQueryClient } from "@tanstack/react-query";
import { MessageSquareText, Plus, X } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { SettingsAnswer } from "#src/features/notifications/schema.ts";
import { showPhoneNumber } from "#src/lib/phone-number.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardFooter, CardHeader, CardList } from "#src/ui/card.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { inSentence } from "#src/ui/in-sentence.ts";
import { loadLater } from "#src/ui/load-later.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { toast } from "#src/ui/toast.tsx";
import { phoneCardId } from "./channel-table.tsx";
import type { PhoneDialogProps } from "./phone-dialog.tsx";
import { removeNumber } from "./phone-queries.ts";
import { strings } from "./phone-strings.ts";

const PhoneDialog = loadLater<PhoneDialogProps>(() => import("./phone-dialog.tsx").then((file) => file.PhoneDialog), {
  isWanted: () => true,
});

/** The number to which one's SMS come, or the way to add it. */
export function PhoneCard({ settings }: { settings: SettingsAnswer }) {
  const dates = useDates();
  const { phone, waitingPhone } = settings;
  /** With the number that the dialog begins with. */
  const [opened, setOpened] = useState<string>();
  const heading = useRef<HTMLDivElement>(null);
  return (
    <Card aria-labelledby="phone-title" className="scroll-mt-20" id={phoneCardId}>
      <div className="outline-none" ref={heading} tabIndex={-1}>
        <CardHeader
          actions={
            phone || waitingPhone ? null : (
              <Button icon={<Plus aria-hidden />} onClick={() => setOpened("")}>
                {strings.add}
              </Button>
            )
          }
          className="min-h-[65px] touch:min-h-[73px]"
          divided
          title={strings.title}
          titleId="phone-title"
        />
      </div>
      {phone || waitingPhone ? (
        <CardList>
          {phone ? (
            <Row
              actions={
                <>
                  <Button onClick={() => setOpened(phone.refusal === "STOPPED" ? showPhoneNumber(phone.number) : "")}>
                    {phone.refusal === "STOPPED" ? strings.again : strings.change}
                  </Button>
                  <RemoveNumber onRemoved={() => heading.current?.focus()} />
                </>
              }
              isWarning={phone.refusal !== null}
              number={phone.number}
            >
              {phone.refusal === "STOPPED"
                ? strings.stopped
                : phone.refusal === "INVALID"
                  ? strings.invalid
                  : strings.verified(inSentence(dates.relative(phone.verifiedAt)))}
            </Row>
          ) : null}
          {waitingPhone ? (
            <Row
              actions={<Button onClick={() => setOpened("")}>{strings.enter}</Button>}
              isWarning
              number={waitingPhone.number}
            >
              {strings.waiting}
            </Row>
          ) : null}
        </CardList>
      ) : (
        <p className="px-5 py-4 text-muted max-md:px-4">{strings.empty}</p>
      )}
      <CardFooter>{strings.quietly}</CardFooter>
      {opened === undefined ? null : (
        <PhoneDialog onClose={() => setOpened(undefined)} typed={opened} waiting={waitingPhone?.number} />
      )}
    </Card>
  );
}

function RemoveNumber({ onRemoved }: { onRemoved: () => void }) {
  const queryClient = useQueryClient();
  const remove = async () => {
    try {
      await removeNumber(queryClient);
    } catch (error) {
      toast.error(strings.removeFailed, error instanceof Problem ? { description: error.detail } : {});
      throw error;
    }
    toast.success(strings.removed);
    onRemoved();
  };
  return (
    <AlertDialog
      actionLabel={strings.removeAction}
      description={strings.removeHelp}
      onAction={remove}
      title={strings.removeTitle}
      trigger={<IconButton icon={<X aria-hidden />} label={strings.remove} />}
    />
  );
}

type RowProps = { number: string; isWarning: boolean; children: ReactNode; actions: ReactNode };

function Row({ number, isWarning, children, actions }: RowProps) {
  return (
    <li className="flex min-h-16 flex-wrap items-center gap-x-3 gap-y-2 px-5 py-2.5 max-md:px-4">
      <MessageSquareText aria-hidden className="size-5 text-muted" />
      <div className="min-w-0 flex-1 basis-40">
        <p className="num font-medium">{showPhoneNumber(number)}</p>
        <p
          className={isWarning ? "text-sm text-warning-soft-foreground" : "num text-sm text-muted"}
          suppressHydrationWarning
        >
          {children}
        </p>
      </div>
      <div className="flex items-center gap-2 max-md:w-full max-md:justify-between max-md:ps-8">{actions}</div>
    </li>
  );
}

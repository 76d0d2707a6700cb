"use client";

import { useQueryClient } from "@tanstack/react-query";
import { KeyRound, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { FactorsAnswer, PasskeyLine } from "#src/features/sessions/factors/schema.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody, CardHeader, CardList } from "#src/ui/card.tsx";
import { IconButton } from "#src/ui/icon-button.tsx";
import { inSentence } from "#src/ui/in-sentence.ts";
import { loadLater } from "#src/ui/load-later.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { removePasskey } from "./factor-queries.ts";
import { strings } from "./factor-strings.ts";
import type { PasskeyDialogProps } from "./passkey-dialog.tsx";
import { act, FactorRow } from "./second-step-card.tsx";

const PasskeyDialog = loadLater<PasskeyDialogProps>(
  () => import("./passkey-dialog.tsx").then((file) => file.PasskeyDialog),
  { isWanted: ({ open }) => open },
);

type PasskeysCardProps = { factors: FactorsAnswer; onCodes: (codes: readonly string[]) => void };

/** Signing in with a device. */
export function PasskeysCard({ factors, onCodes }: PasskeysCardProps) {
  const [isOpen, setOpen] = useState(false);
  const { passkeys, canUsePasskeys } = factors;
  return (
    <Card aria-labelledby="passkeys-title">
      <CardHeader
        actions={
          canUsePasskeys ? (
            <Button icon={<Plus aria-hidden />} onClick={() => setOpen(true)}>
              {strings.passkeyAdd}
            </Button>
          ) : null
        }
        description={strings.passkeysHelp}
        divided
        title={strings.passkeys}
        titleId="passkeys-title"
      />
      {passkeys.length === 0 ? (
        <CardBody>
          <p className="text-base text-muted">{canUsePasskeys ? strings.passkeysNone : strings.passkeysNotHere}</p>
        </CardBody>
      ) : (
        <CardList>
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </CardList>
      )}
      <PasskeyDialog onClose={() => setOpen(false)} onCodes={onCodes} open={isOpen} />
    </Card>
  );
}

function PasskeyRow({ passkey }: { passkey: PasskeyLine }) {
  const dates = useDates();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const { id, name, isSynced, createdAt, lastUsedAt } = passkey;
  const day = (instant: string) => inSentence(dates.relative(instant));
  return (
    <FactorRow
      actions={
        <>
          <IconButton
            icon={<Pencil aria-hidden />}
            label={strings.passkeyRenameOf(name)}
            onClick={() => setOpen(true)}
          />
          <AlertDialog
            actionLabel={strings.remove}
            description={strings.passkeyRemoveHelp}
            onAction={() => act(() => removePasskey(client, id), strings.passkeyRemoved)}
            title={strings.passkeyRemoveTitle(name)}
            trigger={<IconButton icon={<Trash2 aria-hidden />} label={strings.passkeyRemoveOf(name)} />}
          />
          <PasskeyDialog onClose={() => setOpen(false)} open={isOpen} renamed={passkey} />
        </>
      }
      facts={strings.passkeyFacts(day(createdAt), lastUsedAt === null ? null : day(lastUsedAt))}
      icon={<KeyRound aria-hidden />}
      name={
        <>
          <span className="break-words">{name}</span>
          {isSynced ? <Badge tone="outline">{strings.passkeySynced}</Badge> : null}
        </>
      }
    />
  );
}

"use client";

import { useQueryClient } from "@tanstack/react-query";
import { LifeBuoy, QrCode, ShieldCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Problem } from "#src/client/api.ts";
import type { FactorsAnswer } from "#src/features/sessions/factors/schema.ts";
import { codesAtOnce } from "#src/features/sessions/values.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Badge } from "#src/ui/badge.tsx";
import { Button } from "#src/ui/button.tsx";
import { Card, CardHeader, CardList } from "#src/ui/card.tsx";
import { inSentence } from "#src/ui/in-sentence.ts";
import { loadLater } from "#src/ui/load-later.tsx";
import { useDates } from "#src/ui/reader.tsx";
import { toast } from "#src/ui/toast.tsx";
import type { AppDialogProps } from "./app-dialog.tsx";
import { makeNewCodes, refreshFactors, removeApp } from "./factor-queries.ts";
import { strings } from "./factor-strings.ts";

const AppDialog = loadLater<AppDialogProps>(() => import("./app-dialog.tsx").then((file) => file.AppDialog), {
  isWanted: ({ open }) => open,
});

type SecondStepCardProps = { factors: FactorsAnswer; onCodes: (codes: readonly string[]) => void };

/** The authenticator app and the recovery codes. */
export function SecondStepCard({ factors, onCodes }: SecondStepCardProps) {
  const isOn = factors.totp !== null || factors.passkeys.length > 0;
  return (
    <Card aria-labelledby="second-step-title">
      <CardHeader
        actions={
          isOn ? (
            <Badge icon={<ShieldCheck aria-hidden />} tone="success">
              {strings.on}
            </Badge>
          ) : (
            <Badge>{strings.off}</Badge>
          )
        }
        description={factors.isRequired ? strings.secondStepRequired : strings.secondStepHelp}
        divided
        title={strings.secondStep}
        titleId="second-step-title"
      />
      <CardList>
        <AppRow onCodes={onCodes} totp={factors.totp} />
        <CodesRow isOn={isOn} left={factors.recoveryCodesLeft} onCodes={onCodes} />
      </CardList>
    </Card>
  );
}

type FactorRowProps = { icon: ReactNode; name: ReactNode; facts: ReactNode; actions?: ReactNode };

/** One line of these cards. */
export function FactorRow({ icon, name, facts, actions }: FactorRowProps) {
  return (
    <li className="flex min-h-16 flex-wrap items-center gap-x-3 gap-y-2 px-5 py-2.5 max-md:px-4">
      <span className="text-muted [&_svg]:size-5">{icon}</span>
      <div className="min-w-40 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">{name}</p>
        <p className="num text-sm text-muted" suppressHydrationWarning>
          {facts}
        </p>
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </li>
  );
}

function AppRow({ totp, onCodes }: { totp: FactorsAnswer["totp"]; onCodes: SecondStepCardProps["onCodes"] }) {
  const dates = useDates();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const day = (instant: string) => inSentence(dates.relative(instant));
  return (
    <FactorRow
      actions={
        <>
          {totp ? (
            <>
              <Button onClick={() => setOpen(true)}>{strings.replace}</Button>
              <AlertDialog
                actionLabel={strings.remove}
                description={strings.appRemoveHelp}
                onAction={() => act(() => removeApp(client), strings.appRemoved)}
                title={strings.appRemoveTitle}
                trigger={<Button variant="ghost">{strings.remove}</Button>}
              />
            </>
          ) : (
            <Button onClick={() => setOpen(true)}>{strings.setUp}</Button>
          )}
          <AppDialog onClose={() => setOpen(false)} onCodes={onCodes} open={isOpen} />
        </>
      }
      facts={totp ? strings.appSince(day(totp.createdAt), day(totp.lastUsedAt)) : strings.appNone}
      icon={<QrCode aria-hidden />}
      name={strings.app}
    />
  );
}

const few = 3;

function CodesRow({ isOn, left, onCodes }: { isOn: boolean; left: number; onCodes: SecondStepCardProps["onCodes"] }) {
  const client = useQueryClient();
  const make = async () => {
    let codes: readonly string[] = [];
    await act(async () => {
      codes = (await makeNewCodes()).recoveryCodes;
    });
    await refreshFactors(client);
    onCodes(codes);
  };
  const isFew = isOn && left <= few;
  return (
    <FactorRow
      actions={
        isOn ? (
          <AlertDialog
            actionLabel={strings.codesMake}
            description={strings.codesMakeHelp}
            onAction={make}
            title={strings.codesMakeTitle}
            tone="primary"
            trigger={<Button>{strings.codesMake}</Button>}
          />
        ) : null
      }
      facts={
        isOn ? (
          <span className={isFew ? "text-warning" : undefined}>
            {(isFew ? strings.codesFew : strings.codesLeft)(left, codesAtOnce)}
          </span>
        ) : (
          strings.codesNone
        )
      }
      icon={<LifeBuoy aria-hidden />}
      name={strings.codes}
    />
  );
}

/** Shows what went wrong; rejects, so that a dialog stays open. */
export async function act(work: () => Promise<void>, done?: string): Promise<void> {
  try {
    await work();
    if (done) toast.success(done);
  } catch (error) {
    toast.error(strings.failed, error instanceof Problem ? { description: error.detail } : {});
    throw error;
  }
}

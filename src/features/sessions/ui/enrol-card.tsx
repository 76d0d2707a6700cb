"use client";

import { Fingerprint, QrCode } from "lucide-react";
import { useState } from "react";
import { api } from "#src/client/api.ts";
import { announceNobody } from "#src/client/person.ts";
import { Button } from "#src/ui/button.tsx";
import { Card, CardBody } from "#src/ui/card.tsx";
import { AppSetup } from "./app-setup.tsx";
import { CodesList } from "./codes-list.tsx";
import { strings } from "./factor-strings.ts";
import { PasskeyDialog } from "./passkey-dialog.tsx";

type EnrolCardProps = { canUsePasskeys: boolean; next: string };

/** Sets up the second step that the school asks for, then goes on to what was wanted. */
export function EnrolCard({ canUsePasskeys, next }: EnrolCardProps) {
  const [way, setWay] = useState<"app" | "passkey">();
  const [codes, setCodes] = useState<readonly string[]>();
  // A full page load, so that the server gets the new cookie with its first request.
  const goOn = () => window.location.assign(next);
  const keep = (made: readonly string[]) => (made.length > 0 ? setCodes(made) : goOn());
  return (
    <Card>
      <CardBody className="flex flex-col gap-5 p-8 max-md:p-5">
        <header>
          <h1 className="text-xl font-semibold tracking-tight text-balance">
            {codes ? strings.enrolDoneTitle : strings.enrolTitle}
          </h1>
          <p className="mt-1 text-base text-muted">{codes ? strings.codesHelp : strings.enrolHelp}</p>
        </header>
        {codes ? (
          <>
            <CodesList codes={codes} />
            <Button block className="h-11 touch:h-12" onClick={goOn} variant="primary">
              {strings.codesKept}
            </Button>
          </>
        ) : way === "app" ? (
          <AppSetup onCancel={() => setWay(undefined)} onDone={keep} />
        ) : (
          <Choice canUsePasskeys={canUsePasskeys} onChoose={setWay} />
        )}
      </CardBody>
      <PasskeyDialog
        onClose={() => setWay((chosen) => (chosen === "passkey" ? undefined : chosen))}
        onCodes={setCodes}
        open={way === "passkey"}
      />
    </Card>
  );
}

type ChoiceProps = { canUsePasskeys: boolean; onChoose: (way: "app" | "passkey") => void };

function Choice({ canUsePasskeys, onChoose }: ChoiceProps) {
  const leave = async () => {
    await api("/api/auth/sign-out", { method: "POST", body: {} }).catch(() => {});
    announceNobody();
    window.location.assign("/sign-in");
  };
  return (
    <div className="flex flex-col gap-3">
      {canUsePasskeys ? <p className="text-base text-muted">{strings.enrolChoose}</p> : null}
      <Button
        block
        className="h-11 touch:h-12"
        icon={<QrCode aria-hidden />}
        onClick={() => onChoose("app")}
        variant="primary"
      >
        {strings.enrolApp}
      </Button>
      {canUsePasskeys ? (
        <Button
          block
          className="h-11 touch:h-12"
          icon={<Fingerprint aria-hidden />}
          onClick={() => onChoose("passkey")}
        >
          {strings.enrolPasskey}
        </Button>
      ) : null}
      <Button block onClick={() => void leave()} variant="ghost">
        {strings.enrolSignOut}
      </Button>
    </div>
  );
}

"use client";

import { useEffect, useState } from "react";
import { refreshSession } from "#src/client/api.ts";
import { Callout } from "#src/ui/callout.tsx";
import { dashboardOf } from "../../dashboard/roles.ts";
import { AuthCard } from "../auth-card.tsx";
import { strings } from "../strings.ts";
import { CodeForm } from "./code-form.tsx";
import { type Demo, PasswordForm } from "./password-form.tsx";
import type { Pending, SignInAnswer } from "./sign-in-answer.ts";

type SignInProps = {
  next: string | undefined;
  /** The visitor comes from a page on which the session ended, or which nobody used for too long. */
  ended: "session" | "idle" | undefined;
  /** Whether the person before them said that others use the device too. */
  isShared: boolean;
  demo: Demo | undefined;
  /** False where the program is reached at an IP address. */
  canUsePasskeys: boolean;
};

export function SignIn({ next, ended, isShared, demo, canUsePasskeys }: SignInProps) {
  const [shared, setShared] = useState(isShared);
  const [pending, setPending] = useState<Pending>();
  const { isBusy, resuming } = useResume(next);
  usePurge();

  const enter = (answer: SignInAnswer) => {
    if ("mfaRequired" in answer) {
      setPending(answer);
      return;
    }
    // A full page load, so that the server gets the new cookies with its first request.
    window.location.assign(next ?? dashboardOf(answer.user.role));
  };

  if (pending) {
    const hasPasskey = pending.methods.includes("passkey");
    return (
      <AuthCard intro={hasPasskey ? strings.codeIntroPasskey : strings.codeIntro} title={strings.codeTitle}>
        <CodeForm isShared={shared} onDone={enter} onStartAgain={() => setPending(undefined)} pending={pending} />
      </AuthCard>
    );
  }
  return (
    <AuthCard busy={isBusy} intro={strings.signInIntro} title={strings.signInTitle}>
      {resuming ? (
        <Callout className="mb-5" live>
          {strings.resuming}
        </Callout>
      ) : null}
      {ended && !resuming ? (
        <Callout className="mb-5" live title={ended === "idle" ? strings.idle : strings.sessionEnded} tone="warning">
          {ended === "session" ? strings.sessionEndedHelp : isShared ? strings.idleSharedHelp : strings.idleHelp}
        </Callout>
      ) : null}
      <PasswordForm
        canUsePasskeys={canUsePasskeys}
        demo={demo}
        isShared={shared}
        onDone={enter}
        onSharedChange={setShared}
      />
    </AuthCard>
  );
}

/** Where nobody signs in any more, what was not sent goes too once it is old. */
function usePurge(): void {
  useEffect(() => {
    void import("#src/ui/sealed/keeper.ts").then(({ purgeSealed }) => purgeSealed()).catch(() => {});
  }, []);
}

const resumedAtKey = "signIn.resumedAt";
/** A page that redirects here again at once does not accept this session; renewing once more would loop. */
const resumeAgainAfterMs = 20_000;

/**
 * A visitor who was redirected from a page may only have an expired access token. Pages cannot renew it, this page can.
 * The form is shown meanwhile, and is busy until it is known whether the visitor stays here.
 */
function useResume(next: string | undefined): { isBusy: boolean; resuming: boolean } {
  const [isBusy, setBusy] = useState(next !== undefined);
  const [resuming, setResuming] = useState(false);
  useEffect(() => {
    if (!next) return;
    const last = Number(sessionStorage.getItem(resumedAtKey) ?? 0);
    if (Date.now() - last < resumeAgainAfterMs) {
      setBusy(false);
      return;
    }
    sessionStorage.setItem(resumedAtKey, String(Date.now()));
    const waiting = setTimeout(() => setResuming(true), 400);
    void refreshSession()
      .then((renewed) => {
        if (renewed) window.location.replace(next);
        return renewed;
      })
      .catch(() => false)
      .then((renewed) => {
        clearTimeout(waiting);
        if (renewed) return;
        setResuming(false);
        setBusy(false);
      });
    return () => clearTimeout(waiting);
  }, [next]);
  return { isBusy, resuming };
}

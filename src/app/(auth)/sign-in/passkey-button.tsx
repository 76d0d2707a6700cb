"use client";

import { Fingerprint } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Problem } from "#src/client/api.ts";
import { Button } from "#src/ui/button.tsx";
import { type Fault, faultOf } from "../auth-fault.ts";
import { strings } from "../strings.ts";
import { canAutofill, signInByPasskey, stopOffering } from "./passkeys.ts";
import type { SignInAnswer } from "./sign-in-answer.ts";

type PasskeyButtonProps = {
  isShared: boolean;
  onDone: (answer: SignInAnswer) => void;
  onFault: (fault: Fault | undefined) => void;
};

/** Signs in with a passkey: by the button, or by one that the browser offers in the field of the address. */
export function PasskeyButton({ isShared, onDone, onFault }: PasskeyButtonProps) {
  const [isWorking, setWorking] = useState(false);
  const now = useRef({ onDone, isShared });
  useEffect(() => {
    now.current = { onDone, isShared };
  }, [onDone, isShared]);
  useEffect(
    () =>
      offerInField({
        isShared: () => now.current.isShared,
        onDone: (answer) => now.current.onDone(answer),
        onFault,
      }),
    [onFault],
  );

  const press = async () => {
    setWorking(true);
    onFault(undefined);
    try {
      onDone(await signInByPasskey({ isShared: () => isShared }));
    } catch (error) {
      setWorking(false);
      onFault(faultOfPasskey(error));
    }
  };

  return (
    <Button
      block
      className="mt-3 h-11 touch:h-12"
      icon={<Fingerprint aria-hidden />}
      loading={isWorking}
      onClick={() => void press()}
    >
      {strings.usePasskey}
    </Button>
  );
}

/** Once the page has loaded, so that it does not wait for it. Returns the function that stops it. */
function offerInField({
  isShared,
  onDone,
  onFault,
}: {
  isShared: () => boolean;
  onDone: (answer: SignInAnswer) => void;
  onFault: (fault: Fault) => void;
}): () => void {
  let isWanted = true;
  let isOffered = false;
  const start = async () => {
    if (!(await canAutofill()) || !isWanted) return;
    isOffered = true;
    try {
      const answer = await signInByPasskey({ autofill: true, isShared });
      if (isWanted) onDone(answer);
    } catch (error) {
      // Only what the server refused: that nobody chose a passkey is no fault.
      if (isWanted && error instanceof Problem && error.status === 401) onFault(faultOfPasskey(error));
    }
  };
  const timer = window.setTimeout(() => void start(), 1_000);
  return () => {
    isWanted = false;
    window.clearTimeout(timer);
    if (isOffered) void stopOffering();
  };
}

function faultOfPasskey(error: unknown): Fault {
  if (!(error instanceof Problem)) {
    return { tone: "warning", title: strings.passkeyStopped, help: strings.passkeyStoppedHelp };
  }
  if (error.status === 401) {
    return { tone: "warning", title: strings.passkeyRefused, help: strings.passkeyRefusedHelp };
  }
  return faultOf(error);
}

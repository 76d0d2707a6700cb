"use client";

import { useEffect, useState } from "react";
import { onProofNeeded } from "#src/client/proof.ts";
import { loadLater } from "#src/ui/load-later.tsx";
import type { ProofDialogProps } from "./proof-dialog.tsx";

const ProofDialog = loadLater<ProofDialogProps>(() => import("./proof-dialog.tsx").then((file) => file.ProofDialog), {
  isWanted: ({ open }) => open,
});

/** On every page of a signed-in person: asks them to prove who they are when an act needs it. */
export function ProofGuard() {
  const [answer, setAnswer] = useState<(isProved: boolean) => void>();
  useEffect(() => onProofNeeded(() => new Promise((resolve) => setAnswer(() => resolve))), []);
  const close = (isProved: boolean) => {
    answer?.(isProved);
    setAnswer(undefined);
  };
  return <ProofDialog onClose={close} open={answer !== undefined} />;
}

"use client";

import { cloneElement } from "react";
import { loadLater, type StandInProps } from "#src/ui/load-later.tsx";
import type { DeclineDialogProps } from "./decline-dialog.tsx";

/** DeclineDialog, loaded after the page. */
export const DeclineDialog = loadLater<DeclineDialogProps>(
  () => import("./decline-dialog.tsx").then((file) => file.DeclineDialog),
  { standIn: Trigger, isWanted: ({ open }) => open === true },
);

function Trigger({ trigger, onPress }: Pick<DeclineDialogProps, "trigger"> & StandInProps) {
  return trigger ? cloneElement(trigger, { "aria-haspopup": "dialog", onClick: onPress } as object) : null;
}

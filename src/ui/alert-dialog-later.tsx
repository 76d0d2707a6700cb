"use client";

import { cloneElement } from "react";
import type { AlertDialogProps } from "./alert-dialog.tsx";
import { loadLater, type StandInProps } from "./load-later.tsx";

/** AlertDialog, loaded after the page. */
export const AlertDialog = loadLater<AlertDialogProps>(
  () => import("./alert-dialog.tsx").then((file) => file.AlertDialog),
  { standIn: Trigger, isWanted: ({ open }) => open === true },
);

function Trigger({ trigger, onPress }: Pick<AlertDialogProps, "trigger"> & StandInProps) {
  return trigger ? cloneElement(trigger, { "aria-haspopup": "dialog", onClick: onPress } as object) : null;
}

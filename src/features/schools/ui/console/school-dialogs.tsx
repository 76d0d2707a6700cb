"use client";

import type { SchoolLine } from "#src/features/schools/console/schema.ts";
import { AdminsDialog } from "./admins-dialog.tsx";
import { LimitsDialog } from "./limits-dialog.tsx";
import type { SchoolAct } from "./school-act.ts";
import { ReopenDialog, SuspendDialog } from "./suspend-dialogs.tsx";

export type SchoolDialogsProps = {
  open: { act: SchoolAct; school: SchoolLine } | undefined;
  onClose: () => void;
};

/** The dialog of what is done to a school. */
export function SchoolDialogs({ open, onClose }: SchoolDialogsProps) {
  if (!open) return null;
  const { act, school } = open;
  switch (act) {
    case "limits":
      return <LimitsDialog onClose={onClose} school={school} />;
    case "admins":
      return <AdminsDialog onClose={onClose} school={school} />;
    case "suspend":
      return <SuspendDialog onClose={onClose} school={school} />;
    case "reopen":
      return <ReopenDialog onClose={onClose} school={school} />;
  }
}

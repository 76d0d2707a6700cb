"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import type { FlagDialogProps } from "./flag-dialog.tsx";

/** FlagDialog, loaded after the page. */
export const FlagDialog = loadLater<FlagDialogProps>(
  () => import("./flag-dialog.tsx").then((file) => file.FlagDialog),
  { isWanted: ({ flag }) => flag !== null },
);

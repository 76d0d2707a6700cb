"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import type { SeeToDialogProps } from "./see-to-dialog.tsx";

/** SeeToDialog, loaded after the page. */
export const SeeToDialog = loadLater<SeeToDialogProps>(
  () => import("./see-to-dialog.tsx").then((file) => file.SeeToDialog),
  { isWanted: ({ student }) => student !== null },
);

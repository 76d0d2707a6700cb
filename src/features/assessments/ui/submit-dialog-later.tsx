"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import type { SubmitDialogProps } from "./submit-dialog.tsx";

/** The question before an assessment is signed. Its script comes after the page. */
export const SubmitDialog = loadLater<SubmitDialogProps>(
  () => import("./submit-dialog.tsx").then((file) => file.SubmitDialog),
  { isWanted: ({ signing }) => signing !== null },
);

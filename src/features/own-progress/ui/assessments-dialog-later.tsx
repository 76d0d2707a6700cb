"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import type { AssessmentsDialogProps } from "./assessments-dialog.tsx";

/** AssessmentsDialog, loaded after the page. */
export const AssessmentsDialog = loadLater<AssessmentsDialogProps>(
  () => import("./assessments-dialog.tsx").then((file) => file.AssessmentsDialog),
  { isWanted: ({ behind }) => behind !== null },
);

"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import type { StaysDialogProps } from "./stays-dialog.tsx";

export const StaysDialog = loadLater<StaysDialogProps>(
  () => import("./stays-dialog.tsx").then((file) => file.StaysDialog),
  { isWanted: () => true },
);

"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import type { CellPopoverProps } from "./cell-popover.tsx";

/** The history of a cell. Its script comes after the page. */
export const CellPopover = loadLater<CellPopoverProps>(
  () => import("./cell-popover.tsx").then((file) => file.CellPopover),
  { isWanted: ({ anchor }) => anchor !== null },
);

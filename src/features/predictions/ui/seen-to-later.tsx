"use client";

import type { ComponentProps } from "react";
import { loadLater } from "#src/ui/load-later.tsx";
import type { ReopenButton as Reopen, SeenTo as Seen } from "./seen-to.tsx";

/*
 * SeenTo and ReopenButton, loaded when they are shown: nobody needs them before they ask for the flags that were seen to.
 */

export const SeenTo = loadLater<ComponentProps<typeof Seen>>(
  () => import("./seen-to.tsx").then((file) => file.SeenTo),
  { isWanted: () => true },
);

export const ReopenButton = loadLater<ComponentProps<typeof Reopen>>(
  () => import("./seen-to.tsx").then((file) => file.ReopenButton),
  { isWanted: () => true },
);

"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import { useWhy } from "./use-why.ts";
import type { WhyDialogProps } from "./why-dialog.tsx";

const Dialog = loadLater<WhyDialogProps & { isAsked: boolean }>(
  () => import("./why-dialog.tsx").then((file) => file.WhyDialog),
  { isWanted: ({ isAsked }) => isAsked },
);

/** WhyDialog, loaded after the page. */
export function WhyDialog(props: WhyDialogProps) {
  const { asked } = useWhy();
  return <Dialog isAsked={asked !== undefined} {...props} />;
}

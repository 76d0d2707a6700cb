"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import { useWhy } from "./use-why.ts";

const Dialog = loadLater<{ studentId: string; isAsked: boolean }>(
  () => import("./why-dialog.tsx").then((file) => file.WhyDialog),
  { isWanted: ({ isAsked }) => isAsked },
);

/** WhyDialog, loaded after the page. */
export function WhyDialog({ studentId }: { studentId: string }) {
  const { asked } = useWhy();
  return <Dialog isAsked={asked !== undefined} studentId={studentId} />;
}

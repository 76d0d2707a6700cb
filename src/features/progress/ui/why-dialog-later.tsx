"use client";

import { loadLater } from "#src/ui/load-later.tsx";
import { useWhy } from "./use-why.ts";

const Dialog = loadLater<{ studentId: string; canAsk: boolean; isAsked: boolean }>(
  () => import("./why-dialog.tsx").then((file) => file.WhyDialog),
  { isWanted: ({ isAsked }) => isAsked },
);

/** WhyDialog, loaded after the page. `canAsk`: the reader is the student, who may ask for an assessment from here. */
export function WhyDialog({ studentId, canAsk = false }: { studentId: string; canAsk?: boolean }) {
  const { asked } = useWhy();
  return <Dialog canAsk={canAsk} isAsked={asked !== undefined} studentId={studentId} />;
}

"use client";

import { useQueryClient } from "@tanstack/react-query";
import { MonitorSmartphone } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { watchIdle } from "#src/client/idle.ts";
import { longDurationWords } from "#src/lib/duration-words.ts";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { Button } from "#src/ui/button.tsx";
import { leaveEvent } from "./leave-event.ts";
import { signOut } from "./sign-out.ts";
import { strings } from "./strings.ts";

type IdleWatchProps = { userId: string; idleMinutes: number; isShared: boolean };

/** Signs out when nobody uses the pages for as long as the school allows, and on a shared device says on every page that it is one. */
export function IdleWatch({ userId, idleMinutes, isShared }: IdleWatchProps) {
  const queryClient = useQueryClient();
  const [isNear, setNear] = useState(false);
  const end = useCallback(
    async (isIdle: boolean) => {
      // What can be sent is, since a shared device keeps nothing.
      const { sendUnsent } = await import("#src/features/assessments/ui/unsent.ts");
      await sendUnsent(userId).catch(() => {});
      await signOut(queryClient, { isShared, isIdle, keepsUnsent: true });
    },
    [isShared, queryClient, userId],
  );
  useEffect(() => {
    const idleMs = idleMinutes * 60_000;
    return watchIdle({
      idleMs,
      // WCAG 2.2.1: at least 20 seconds, and any key is enough.
      warnMs: Math.min(60_000, idleMs / 4),
      onWarn: setNear,
      onEnd: () => void end(true),
    });
  }, [idleMinutes, end]);

  return (
    <>
      {isShared ? <SharedBar idleMinutes={idleMinutes} /> : null}
      <AlertDialog
        actionLabel={strings.idleSignOut}
        cancelLabel={strings.idleStay}
        description={strings.idleHelp}
        onAction={() => end(false)}
        onOpenChange={(open) => {
          if (!open) setNear(false);
        }}
        open={isNear}
        title={strings.idleTitle}
        tone="primary"
      />
    </>
  );
}

function SharedBar({ idleMinutes }: { idleMinutes: number }) {
  return (
    <section aria-label={strings.shared} className="border-b border-border bg-surface-secondary print:hidden">
      <div className="mx-auto flex max-w-[1200px] flex-wrap items-center gap-x-4 gap-y-1 px-4 py-1.5 text-sm md:px-8">
        <p className="flex min-w-0 flex-1 items-center gap-2">
          <MonitorSmartphone aria-hidden className="size-4 shrink-0 text-muted" />
          <span>
            <span className="font-semibold">{strings.shared}.</span>{" "}
            <span className="text-muted">{strings.sharedHelp(longDurationWords(idleMinutes))}</span>{" "}
            <span className="text-muted max-md:hidden">{strings.sharedKeeps}</span>
          </span>
        </p>
        <Button onClick={() => window.dispatchEvent(new Event(leaveEvent))}>{strings.switchUser}</Button>
      </div>
    </section>
  );
}

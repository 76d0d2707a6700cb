"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { AlertDialog } from "#src/ui/alert-dialog-later.tsx";
import { strings } from "./editor-strings.ts";

/** Asks before a link of the page leads away from what could not be stored. The browser asks for its own ways. */
export function LeaveGuard({ isActive }: { isActive: boolean }) {
  const router = useRouter();
  const [href, setHref] = useState<string>();
  useEffect(() => {
    if (!isActive) return;
    const onClick = (event: MouseEvent) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      const address = link?.getAttribute("href");
      if (!address?.startsWith("/") || link?.hasAttribute("download")) return;
      event.preventDefault();
      event.stopPropagation();
      setHref(address);
    };
    // Before the link's own handler.
    document.addEventListener("click", onClick, { capture: true });
    return () => document.removeEventListener("click", onClick, { capture: true });
  }, [isActive]);
  return (
    <AlertDialog
      actionLabel={strings.leave}
      cancelLabel={strings.stay}
      description={strings.leaveHelp}
      onAction={() => {
        if (href) router.push(href as Parameters<typeof router.push>[0]);
      }}
      onOpenChange={() => setHref(undefined)}
      open={href !== undefined}
      title={strings.leaveTitle}
    />
  );
}

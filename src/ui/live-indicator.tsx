"use client";

import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

export type LiveState = "live" | "reconnecting" | "off";

/** A small dot and a word. A lost connection is shown together with the information that nothing is lost. */
export function LiveIndicator({ state, className }: { state: LiveState; className?: string }) {
  const word = state === "live" ? strings.upToDate : state === "reconnecting" ? strings.reconnecting : strings.offline;
  return (
    <span
      aria-live="polite"
      className={cn("inline-flex items-center gap-1.5 text-xs text-muted", className)}
      role="status"
      title={state === "live" ? strings.upToDateHint : strings.reconnectingHint}
    >
      <span
        aria-hidden
        className={cn(
          "size-2 rounded-full",
          state === "live" && "bg-success",
          state === "reconnecting" && "animate-skeleton border-[1.5px] border-warning",
          state === "off" && "border-[1.5px] border-control",
        )}
      />
      {word}
    </span>
  );
}

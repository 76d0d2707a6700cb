"use client";

import { cn } from "./cn.ts";
import { strings } from "./strings.ts";

export type LiveState = "live" | "reconnecting" | "off";

/** On a phone the word hangs under the header, where it moves nothing. */
const phoneNote =
  "max-sm:fixed max-sm:inset-x-0 max-sm:top-14 max-sm:z-30 max-sm:border-b max-sm:border-border max-sm:bg-warning-soft max-sm:px-4 max-sm:py-1 max-sm:text-center max-sm:text-warning-soft-foreground";

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
      {/* A phone's header has room for a word only where it says something unusual: over the page's edge of the header. */}
      <span className={cn(state === "live" && "max-sm:sr-only", state !== "live" && phoneNote)}>{word}</span>
    </span>
  );
}

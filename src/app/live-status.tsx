"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { RealtimeStatus } from "#src/client/realtime-client.ts";
import { useRealtime } from "#src/client/use-realtime.ts";
import type { RealtimeMessage } from "#src/realtime/schema.ts";
import { LiveIndicator, type LiveState } from "#src/ui/live-indicator.tsx";
import { applyLiveEvent } from "./apply-live-event.ts";

const states: Record<RealtimeStatus, LiveState> = { live: "live", connecting: "reconnecting", offline: "off" };

/** Keeps every signed-in page up to date, and shows the state of the connection. */
export function LiveStatus() {
  const queryClient = useQueryClient();
  const status = useRealtime<RealtimeMessage>((message) => {
    // The server does not know what was missed, so everything in view is loaded again.
    if (message.type === "resync") void queryClient.invalidateQueries();
    else applyLiveEvent(queryClient, message);
  });
  // As wide as its longest text, so that the header does not move when the text changes.
  return <LiveIndicator className="min-w-24 justify-end" state={states[status]} />;
}

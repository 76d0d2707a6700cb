"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { RealtimeStatus } from "#src/client/realtime-client.ts";
import { useRealtime } from "#src/client/use-realtime.ts";
import type { RealtimeMessage } from "#src/realtime/schema.ts";
import { LiveIndicator, type LiveState } from "#src/ui/live-indicator.tsx";
import { LiveChanges } from "./live-changes.ts";

const states: Record<RealtimeStatus, LiveState> = { live: "live", connecting: "reconnecting", offline: "off" };

/** Loaded with the first event: it knows the data of all pages. */
const loadApply = () => import("./apply-live-event.ts");

/** Keeps every signed-in page up to date, and shows the state of the connection. */
export function LiveStatus({ userId }: { userId: string }) {
  const queryClient = useQueryClient();
  const [changes] = useState(() => new LiveChanges(queryClient));
  const loadAgain = () => void queryClient.invalidateQueries();
  const status = useRealtime<RealtimeMessage>((message) => {
    // The server does not know what was missed, so everything in view is loaded again.
    if (message.type === "resync") loadAgain();
    else loadApply().then(({ applyLiveEvent }) => applyLiveEvent({ queryClient, changes, userId }, message), loadAgain);
  });
  // As wide as its longest text, so that the header does not move when the text changes.
  return <LiveIndicator className="justify-end sm:min-w-24" state={states[status]} />;
}

"use client";

import { LiveIndicator } from "#src/ui/live-indicator.tsx";

export function LiveStatus() {
  return <LiveIndicator state="off" />;
}

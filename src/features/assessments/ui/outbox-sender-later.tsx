"use client";

import { loadLater } from "#src/ui/load-later.tsx";

/** Sends what was confirmed and is not sent yet, once the page has loaded. */
export const OutboxSender = loadLater<{ userId: string }>(() =>
  import("./outbox-sender.tsx").then((file) => file.OutboxSender),
);

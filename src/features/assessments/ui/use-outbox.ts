"use client";

import { useCallback, useSyncExternalStore } from "react";
import { onSealed } from "#src/ui/sealed/storage.ts";
import { type OutboxEntry, readOutbox } from "./outbox.ts";

const none: readonly OutboxEntry[] = [];

/** The entries of this user that are being sent. */
export function useOutbox(userId: string): readonly OutboxEntry[] {
  const read = useCallback(() => readOutbox(userId), [userId]);
  return useSyncExternalStore(onSealed, read, () => none);
}

"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";
import { RealtimeClient, type RealtimeStatus } from "#src/client/realtime-client.ts";
import type { SocketMessage } from "#src/client/realtime-protocol.ts";

/** A change of page takes one user away and brings the next: the socket need not fall in between. */
const lingerMs = 2_000;

let client: RealtimeClient | undefined;
let users = 0;
let lingering: ReturnType<typeof setTimeout> | undefined;

/**
 * Listens to what happens, over the one socket of this tab, and says how that socket stands. On `resync` fetch anew
 * what is shown. The caller says which messages its server sends: the same build serves both ends.
 */
export function useRealtime<Message extends SocketMessage>(onMessage?: (message: Message) => void): RealtimeStatus {
  const latest = useRef(onMessage);
  useEffect(() => {
    latest.current = onMessage;
  });
  useEffect(() => {
    const stop = shared().onMessage((message) => latest.current?.(message as Message));
    join();
    return () => {
      stop();
      leave();
    };
  }, []);
  return useSyncExternalStore(subscribe, readStatus, () => "connecting");
}

function shared(): RealtimeClient {
  client ??= new RealtimeClient();
  return client;
}

function subscribe(listener: () => void): () => void {
  return shared().onStatus(listener);
}

function readStatus(): RealtimeStatus {
  return shared().status;
}

function join(): void {
  users += 1;
  clearTimeout(lingering);
  shared().connect();
}

function leave(): void {
  users -= 1;
  if (users === 0) lingering = setTimeout(() => shared().close(), lingerMs);
}

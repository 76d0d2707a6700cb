"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";
import { RealtimeClient, type RealtimeStatus } from "#src/client/realtime-client.ts";
import type { SocketMessage } from "#src/client/realtime-protocol.ts";

/** Navigation unmounts one user of the socket and mounts the next; within this time the socket stays open. */
const lingerMs = 2_000;

let client: RealtimeClient | undefined;
let users = 0;
let lingering: ReturnType<typeof setTimeout> | undefined;

/**
 * Receives the live events over the tab's single socket, and returns the state of that socket. On `resync` load the
 * shown data again. The caller states the type of the messages: client and server are from the same build.
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

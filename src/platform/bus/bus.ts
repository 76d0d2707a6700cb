/**
 * Wake-up signals between processes. A signal may be lost or repeated, so it carries no information that counts: its
 * listener looks into the database, and also does so regularly without a signal.
 * - `relay`: there are committed events without a number.
 * - `realtime`: events up to this number can be read.
 * - `sessions`: the session of this id has ended.
 * - `placements`: the placements of this supervisor (id) have changed.
 * - `cache`: values with these tags are stale; see `platform/cache/cache.ts`.
 * - `flags`: the feature flags have changed.
 */
export type Channel = "relay" | "realtime" | "sessions" | "placements" | "cache" | "flags";

/** An empty payload means that signals may have been lost; every listener receives one after a reconnect. */
export type Listener = (payload: string) => void;

export type Bus = {
  /** Never waits and never throws; signals that follow closely are sent as one message. */
  publish(channel: Channel, payload?: string): void;
  /** Returns a function that ends the subscription. */
  subscribe(channel: Channel, listener: Listener): () => void;
  /** Resolves once signals arrive, or when the bus is closed. */
  ready(): Promise<void>;
  /** Resolves once what was published before has left this process, or could not. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Wake-up signals between processes. A signal may be lost or come twice, so it never is the news itself: whoever
 * hears it looks into the database, and looks now and then without a signal.
 * - `relay`: there are committed events without a number.
 * - `realtime`: events up to this number can be read.
 * - `sessions`: the session of this id has ended.
 * - `placements`: the placements of this supervisor (id) have changed.
 */
export type Channel = "relay" | "realtime" | "sessions" | "placements";

/** An empty payload says "look for yourself"; subscribers get one after the connection was away. */
export type Listener = (payload: string) => void;

export type Bus = {
  /** Never waits and never fails: several signals of a moment travel together. */
  publish(channel: Channel, payload?: string): void;
  /** Returns how to stop listening. */
  subscribe(channel: Channel, listener: Listener): () => void;
  /** Resolves once signals arrive. */
  ready(): Promise<void>;
  close(): Promise<void>;
};

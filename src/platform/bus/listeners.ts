import type { Channel, Listener } from "#src/platform/bus/bus.ts";
import { payloadsOf } from "#src/platform/bus/outbox.ts";
import { log } from "#src/platform/log/log.ts";

/** Who listens to what. A listener that throws is logged and does not keep the others from hearing. */
export class Listeners {
  readonly #byChannel = new Map<Channel, Set<Listener>>();

  add(channel: Channel, listener: Listener): () => void {
    const listeners = this.#byChannel.get(channel) ?? new Set();
    this.#byChannel.set(channel, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  hear(channel: string, message: string): void {
    // A channel nobody of ours listens to has no entry.
    const listeners = this.#byChannel.get(channel as Channel);
    if (!listeners) return;
    for (const payload of payloadsOf(message)) {
      for (const listener of listeners) {
        try {
          listener(payload);
        } catch (err) {
          log.error({ err, channel }, "a listener of the bus failed");
        }
      }
    }
  }

  /** Signals may have been lost: everybody looks for themselves. */
  hearAll(): void {
    for (const channel of this.#byChannel.keys()) this.hear(channel, "");
  }
}

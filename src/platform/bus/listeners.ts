import type { Channel, Listener } from "#src/platform/bus/bus.ts";
import { payloadsOf } from "#src/platform/bus/outbox.ts";
import { log } from "#src/platform/log/log.ts";

/** The subscriptions of a bus. A listener that throws is logged and does not stop the others. */
export class Listeners {
  readonly #byChannel = new Map<Channel, Set<Listener>>();

  add(channel: Channel, listener: Listener): () => void {
    const listeners = this.#byChannel.get(channel) ?? new Set();
    this.#byChannel.set(channel, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  deliver(channel: string, message: string): void {
    // A channel without listeners has no entry, whatever its name.
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

  /** For when signals may have been lost: calls every listener with an empty payload. */
  wakeAll(): void {
    for (const channel of this.#byChannel.keys()) this.deliver(channel, "");
  }
}

import type { Channel } from "#src/platform/bus/bus.ts";

const windowMs = 15;
/** NOTIFY takes less than 8000 bytes. */
const maxPayloadChars = 7_000;
/**
 * Signals of a channel that wait for the connection. More are dropped, since listeners look by themselves afterwards.
 */
const maxWaiting = 1_000;

const separator = "\n";

/**
 * Outgoing signals. The first is sent at once, those of the following window are sent together, so that a burst of
 * commands costs one message for each window and not one for each command.
 */
export class Outbox {
  readonly #send: (channel: Channel, message: string) => Promise<void>;
  readonly #waiting = new Map<Channel, Set<string>>();
  readonly #sending = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (channel: Channel, message: string) => Promise<void>) {
    this.#send = send;
  }

  add(channel: Channel, payload: string): void {
    let payloads = this.#waiting.get(channel);
    if (!payloads) {
      payloads = new Set();
      this.#waiting.set(channel, payloads);
    }
    if (payloads.size < maxWaiting) payloads.add(payload);
    if (!this.#timer) this.#flushAndPause();
  }

  /** Sends what is waiting; what cannot be sent waits for the next flush. */
  flush(): void {
    for (const [channel, payloads] of [...this.#waiting]) {
      this.#waiting.delete(channel);
      for (const message of messagesOf(payloads)) {
        const sending = this.#send(channel, message)
          .catch(() => {
            const again = this.#waiting.get(channel) ?? new Set();
            for (const payload of message.split(separator)) again.add(payload);
            this.#waiting.set(channel, again);
          })
          .finally(() => this.#sending.delete(sending));
        this.#sending.add(sending);
      }
    }
  }

  /** As `flush`, and waits for what is on its way. */
  async settle(): Promise<void> {
    this.flush();
    await Promise.all(this.#sending);
  }

  #flushAndPause(): void {
    this.flush();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#waiting.size > 0) this.#flushAndPause();
    }, windowMs);
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}

function messagesOf(payloads: ReadonlySet<string>): string[] {
  const messages: string[] = [];
  let current: string | undefined;
  for (const payload of payloads) {
    if (current !== undefined && current.length + payload.length < maxPayloadChars) current += separator + payload;
    else {
      if (current !== undefined) messages.push(current);
      current = payload;
    }
  }
  if (current !== undefined) messages.push(current);
  return messages;
}

/** The signals in a message, for the receiving end. */
export function payloadsOf(message: string): string[] {
  return message.split(separator);
}

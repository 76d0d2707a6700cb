import { linkOf } from "#src/features/notifications/link-of.ts";
import {
  type Claimed,
  claim,
  claimSeconds,
  type Outcome,
  writeOutcomes,
} from "#src/features/notifications/sending/claim.ts";
import { decideDelivery, retryAfterMs, type SentChannel } from "#src/features/notifications/sending/decide-delivery.ts";
import { deliverBy } from "#src/features/notifications/sending/deliver-by.ts";
import { DeliveryError } from "#src/features/notifications/sending/delivery-error.ts";
import type { Deliver, Message } from "#src/features/notifications/sending/message.ts";
import { now } from "#src/lib/clock.ts";
import type { Bus } from "#src/platform/bus/bus.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { log } from "#src/platform/log/log.ts";
import { inSpan } from "#src/platform/tracing/tracing.ts";
import { systemActor } from "#src/policy/actor.ts";

const pollMs = 5_000;
/** Pause between two looks into the queue, so that a burst of signals costs few. */
const pauseMs = 200;
const takenAtOnce = 100;
const sentAtOnce = 8;
const handedOverWithinMs = 50_000;
/** Nothing is begun later after the claim: it would end when the message may already be another sender's. */
const begunWithinMs = claimSeconds * 1_000 - handedOverWithinMs - 10_000;

const actor = systemActor("sender");

/**
 * Sends what waits in `notification_queue`. Any number of processes may send: each takes messages of its own. A process
 * that is killed leaves its messages to the others, so that a repeat is possible only between a provider's acceptance and
 * the row that says so, and carries the same id.
 */
export class Sender {
  readonly #bus: Bus;
  readonly #deliverBy: Partial<Record<SentChannel, Deliver>>;
  #isStopped = false;
  #isWoken = false;
  #wake = () => {};
  #running: Promise<void> | undefined;
  #stopListening = () => {};

  constructor(bus: Bus, by: Partial<Record<SentChannel, Deliver>> = deliverBy) {
    this.#bus = bus;
    this.#deliverBy = by;
  }

  start(): void {
    // What causes a notification is an event as well, and new events can be read as soon as the relay has numbered them.
    this.#stopListening = this.#bus.subscribe("realtime", () => {
      this.#isWoken = true;
      this.#wake();
    });
    this.#running = this.#run();
  }

  /** What is being handed over is finished first. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopListening();
    this.#wake();
    await this.#running;
  }

  /** Takes and sends messages once, and begins none after `withinMs`. Returns how many were taken. */
  async pass(withinMs = begunWithinMs): Promise<number> {
    const channels = Object.keys(this.#deliverBy) as SentChannel[];
    const beginsUntil = now().getTime() + Math.min(withinMs, begunWithinMs);
    const claimed = await withActor(actor, (tx) => tx.query(claim, { channels, limit: takenAtOnce }));
    if (claimed.length === 0) return 0;
    const outcomes = new Outcomes();
    const lately = new Map<string, number>();
    const ready: Claimed[] = [];
    for (const message of claimed) {
      const key = `${message.channel} ${message.userId}`;
      const decision = decideDelivery(
        { ...message, quiet: quietOf(message), sentLately: message.sentLately + (lately.get(key) ?? 0) },
        now(),
      );
      if (decision.kind === "send") {
        lately.set(key, (lately.get(key) ?? 0) + 1);
        ready.push(message);
      } else if (decision.kind === "cancel") outcomes.add({ id: message.id, status: "CANCELLED", error: decision.why });
      else outcomes.add(waiting(message, decision.until));
    }
    const messages = [
      ...Map.groupBy(ready, (one) => (one.isDigest ? `${one.channel} ${one.userId}` : one.id)).values(),
    ];
    await Promise.all(
      Array.from({ length: sentAtOnce }, async () => {
        for (let rows = messages.shift(); rows && now().getTime() < beginsUntil; rows = messages.shift()) {
          for (const outcome of await this.#send(rows)) outcomes.add(outcome);
        }
      }),
    );
    await outcomes.written();
    return claimed.length;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      this.#isWoken = false;
      let taken = 0;
      try {
        taken = await this.pass();
      } catch (err) {
        log.warn({ err }, "notifications could not be sent and wait");
      }
      // Where more wait, they are taken at once.
      if (taken === takenAtOnce) continue;
      await this.#rest(pauseMs, false);
      await this.#rest(pollMs, true);
    }
  }

  async #rest(ms: number, endsBySignal: boolean): Promise<void> {
    if (this.#isStopped || (endsBySignal && this.#isWoken)) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        if (!endsBySignal && !this.#isStopped) return;
        clearTimeout(timer);
        done();
      };
    });
  }

  async #send(rows: readonly Claimed[]): Promise<Outcome[]> {
    const [first] = rows;
    const deliver = first && this.#deliverBy[first.channel];
    if (!first || !deliver) return [];
    try {
      const sending = inSpan(
        "producer",
        `send ${first.channel}`,
        { "messaging.batch.message_count": rows.length },
        () => deliver(messageOf(first, rows)),
      );
      await within(handedOverWithinMs, sending);
      return rows.map(({ id }) => ({ id, status: "SENT" }));
    } catch (err) {
      const failure = err instanceof DeliveryError ? err : new DeliveryError("an error in the program", { cause: err });
      log.warn({ err: failure, channel: first.channel, notificationId: first.id }, "a notification was not taken");
      return failed(rows, failure);
    }
  }
}

function messageOf(first: Claimed, rows: readonly Claimed[]): Message {
  const { id, userId, name, email, schoolId, school, isDigest, isAlways, type, priority } = first;
  return {
    id,
    person: { id: userId, name, email, schoolId },
    school,
    isDigest,
    isAlways,
    type,
    priority,
    parts: rows.map(({ subject, content, payload }) => ({ subject, content, path: linkOf(payload) })),
  };
}

function quietOf({ quietFrom, quietTo, quietDays, timeZone }: Claimed) {
  return quietFrom && quietTo && quietDays ? { from: quietFrom, to: quietTo, days: quietDays, timeZone } : null;
}

function waiting({ id, retryCount }: Claimed, until: Date): Outcome {
  return { id, status: "PENDING", failures: retryCount, until: until.toISOString(), error: null };
}

/** The parts of a digest are tried again at the same time, so that they stay one message with one id. */
function failed(rows: readonly Claimed[], failure: DeliveryError): Outcome[] {
  const error = failure.message;
  const waitMs = Math.max(
    retryAfterMs(Math.max(...rows.map(({ retryCount }) => retryCount)) + 1),
    failure.retryAfterMs,
  );
  const until = new Date(now().getTime() + waitMs).toISOString();
  return rows.map(({ id, retryCount, maxRetries }) =>
    failure.isRefusal || retryCount >= maxRetries
      ? { id, status: "FAILED", error }
      : { id, status: "PENDING", failures: retryCount + 1, until, error },
  );
}

/** Writes outcomes as soon as they are known; those that come while one write is under way go into the next. */
class Outcomes {
  #waiting: Outcome[] = [];
  #writing: Promise<void> | undefined;

  add(outcome: Outcome): void {
    this.#waiting.push(outcome);
    this.#writing ??= this.#write();
    // Whoever waits for all of them hears of a failure.
    this.#writing.catch(() => {});
  }

  async written(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const outcomes = JSON.stringify(this.#waiting.splice(0));
      await withActor(actor, (tx) => tx.send(writeOutcomes, { outcomes }));
    }
    this.#writing = undefined;
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new DeliveryError("it took too long")), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

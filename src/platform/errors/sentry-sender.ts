import { randomUUID } from "node:crypto";
import http from "node:http";
import https from "node:https";
import type { NotedError } from "#src/platform/errors/noted-errors.ts";
import { post, waitMsOf } from "#src/platform/http/post.ts";

/** What a DSN names: `https://<key>@<host>/<path>/<project>`. */
type Address = { url: string; key: string };

type Options = {
  release: string;
  environment: string;
  /** Called when the first of several events cannot be sent. */
  onOutage: (why: string) => void;
};

/** At once waiting; of one group, and of all, in a minute. */
const limits = { waiting: 50, ofGroup: 1, all: 100 };
const minuteMs = 60_000;
const withinMs = 10_000;

/**
 * Forwards noted errors to any service that takes Sentry's envelopes (develop.sentry.dev/sdk/data-model/envelopes), each at
 * most once: what cannot be sent, or is too much, is given up, since the groups of the page Health have it. What is sent has
 * been scrubbed.
 */
export class SentrySender {
  readonly #address: Address;
  readonly #options: Options;
  readonly #agent: http.Agent;
  #waiting: NotedError[] = [];
  #sending: Promise<void> | undefined;
  #minute = 0;
  #sent = new Map<string, number>();
  #sentOfAll = 0;
  #pausedUntil = 0;
  #failures = 0;

  constructor(dsn: string, options: Options) {
    this.#address = addressOf(dsn);
    this.#options = options;
    const { Agent } = this.#address.url.startsWith("https:") ? https : http;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1 });
  }

  add(noted: NotedError): void {
    if (!this.#admits(noted.id) || this.#waiting.length >= limits.waiting) return;
    this.#waiting.push(noted);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  /** Waits for what is under way, for the end of the process. */
  async flush(mostMs = 2_000): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((done) => {
      timer = setTimeout(done, mostMs);
    });
    await Promise.race([this.#sending, late]);
    clearTimeout(timer);
  }

  #admits(id: string): boolean {
    const minute = Math.floor(Date.now() / minuteMs);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#sent = new Map();
      this.#sentOfAll = 0;
    }
    const ofGroup = this.#sent.get(id) ?? 0;
    if (Date.now() < this.#pausedUntil || ofGroup >= limits.ofGroup || this.#sentOfAll >= limits.all) return false;
    this.#sent.set(id, ofGroup + 1);
    this.#sentOfAll += 1;
    return true;
  }

  async #sendAll(): Promise<void> {
    // The request that failed is answered first.
    await new Promise((next) => setImmediate(next));
    for (let noted = this.#waiting.shift(); noted !== undefined; noted = this.#waiting.shift()) {
      const why = await this.#send(noted);
      if (why === undefined) {
        this.#failures = 0;
        continue;
      }
      this.#failures += 1;
      if (this.#failures === 1) this.#options.onOutage(why);
      // Each attempt may take its whole time; what waits behind it is given up.
      this.#waiting = [];
    }
  }

  /** Returns why it was not taken. */
  async #send(noted: NotedError): Promise<string | undefined> {
    const { url, key } = this.#address;
    try {
      const { status, headers } = await post(url, this.#agent, {
        headers: {
          "content-type": "application/x-sentry-envelope",
          "x-sentry-auth": `Sentry sentry_version=7, sentry_client=competency/1.0, sentry_key=${key}`,
        },
        body: envelopeOf(noted, this.#options),
        withinMs,
      });
      if (status === 429) {
        const retryAfter = headers["retry-after"];
        this.#pausedUntil = Date.now() + Math.max(minuteMs, waitMsOf(retryAfter));
      }
      return status >= 200 && status < 300 ? undefined : `it answered ${status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

export function addressOf(dsn: string): Address {
  const { protocol, username, host, pathname } = new URL(dsn);
  const [, folder = "", project = ""] = /^(.*)\/([\w-]{1,64})$/.exec(pathname) ?? [];
  return { url: `${protocol}//${host}${folder}/api/${project}/envelope/`, key: decodeURIComponent(username) };
}

function envelopeOf(noted: NotedError, { release, environment }: Pick<Options, "release" | "environment">): Buffer {
  const eventId = randomUUID().replaceAll("-", "");
  const at = new Date().toISOString();
  const payload = Buffer.from(
    JSON.stringify({
      event_id: eventId,
      timestamp: at,
      platform: noted.process === "BROWSER" ? "javascript" : "node",
      level: "error",
      logger: "competency",
      release,
      environment,
      fingerprint: [noted.id],
      tags: { process: noted.process.toLowerCase() },
      ...(noted.route === null ? {} : { transaction: noted.route }),
      exception: { values: [{ type: noted.kind, value: noted.message, ...stacktraceOf(noted.stack) }] },
    }),
  );
  const header = JSON.stringify({ event_id: eventId, sent_at: at });
  const item = JSON.stringify({ type: "event", length: payload.length, content_type: "application/json" });
  return Buffer.concat([Buffer.from(`${header}\n${item}\n`), payload, Buffer.from("\n")]);
}

/** Sentry has the innermost last. */
function stacktraceOf(stack: readonly string[]): object {
  if (stack.length === 0) return {};
  return { stacktrace: { frames: stack.toReversed().map(frameOf) } };
}

/** Of `function (path:line:column)`. */
function frameOf(frame: string): object {
  const at = frame.lastIndexOf(" (");
  const place = frame.slice(at + 2, -1).split(":");
  const [line, column] = place.slice(-2).map(Number);
  const path = place.slice(0, -2).join(":");
  return { function: frame.slice(0, at), filename: path, lineno: line, colno: column, in_app: path.startsWith("src/") };
}

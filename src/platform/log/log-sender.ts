import http from "node:http";
import https from "node:https";
import { post } from "#src/platform/http/post.ts";

export type Collector = {
  /** Where logs are taken by OTLP over HTTP, as JSON: usually `https://…/v1/logs`. */
  url: string;
  /** Sent as a bearer token. */
  token: string | undefined;
};

type Limits = { mostWaiting: number; mostBatch: number; lineChars: number; everyMs: number; mostPauseMs: number };

const usualLimits: Limits = {
  /** Some ten megabytes at the length of usual lines. */
  mostWaiting: 20_000,
  mostBatch: 500,
  lineChars: 16_384,
  everyMs: 2_000,
  mostPauseMs: 60_000,
};

/**
 * Sends the lines of the log to a collector (OpenTelemetry protocol 1.5, logs over HTTP in JSON), beside standard output.
 * The program never waits for it. While the collector is away the newest lines wait, the oldest are dropped beyond the
 * limit, and how many is said by a line of its own. A line that the collector refuses (4xx) is dropped too, since it would be
 * again.
 */
export class LogSender {
  readonly #collector: Collector;
  readonly #onOutage: (why: string) => void;
  readonly #limits: Limits;
  readonly #agent: http.Agent;
  #waiting: string[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #failures = 0;

  /** `onOutage` is called when the first of several attempts fails. */
  constructor(collector: Collector, onOutage: (why: string) => void, limits: Partial<Limits> = {}) {
    this.#collector = collector;
    this.#onOutage = onOutage;
    this.#limits = { ...usualLimits, ...limits };
    const { Agent } = collector.url.startsWith("https:") ? https : http;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1 });
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** @param line one JSON object, as pino writes it */
  add(line: string): void {
    if (line.length > this.#limits.lineChars) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(line);
    if (this.#waiting.length > this.#limits.mostWaiting) {
      // Many at once, because each removal moves all others.
      const removed = Math.ceil(this.#limits.mostWaiting / 10);
      this.#waiting.splice(0, removed);
      this.#dropped += removed;
    }
    this.#plan();
  }

  /** Sends what waits, for the end of the process: as much as goes in so many milliseconds. */
  async flush(withinMs = 2_000): Promise<void> {
    const until = Date.now() + withinMs;
    while ((this.#waiting.length > 0 || this.#sending) && Date.now() < until) {
      const before = this.#failures;
      await (this.#sending ?? this.#send(Math.max(1, until - Date.now())));
      if (this.#failures > before) return;
    }
  }

  #plan(): void {
    if (this.#timer || this.#sending) return;
    const { everyMs, mostPauseMs } = this.#limits;
    const pauseMs = Math.min(mostPauseMs, everyMs * 2 ** Math.min(this.#failures, 10));
    this.#timer = setTimeout(() => void this.#send(), pauseMs).unref();
  }

  #send(withinMs = 10_000): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#sendBatch(withinMs).finally(() => {
      this.#sending = undefined;
      if (this.#waiting.length > 0) this.#plan();
    });
    return this.#sending;
  }

  async #sendBatch(withinMs: number): Promise<void> {
    const batch = this.#waiting.splice(0, this.#limits.mostBatch);
    const dropped = this.#dropped;
    this.#dropped = 0;
    const why = await this.#post(exportOf(batch, dropped), withinMs);
    if (why === undefined) {
      this.#failures = 0;
      return;
    }
    this.#dropped += dropped;
    if (why.isFinal) this.#dropped += batch.length;
    else this.#waiting.unshift(...batch);
    this.#failures += 1;
    if (this.#failures === 1) this.#onOutage(why.words);
  }

  async #post(body: object, withinMs: number): Promise<{ words: string; isFinal: boolean } | undefined> {
    const { url, token } = this.#collector;
    try {
      const { status } = await post(url, this.#agent, {
        headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
        body: Buffer.from(JSON.stringify(body)),
        withinMs,
      });
      if (status >= 200 && status < 300) return undefined;
      const mayBeBetter = status === 429 || status >= 500 || status === 401 || status === 403 || status === 404;
      return { words: `it answered ${status}`, isFinal: !mayBeBetter };
    } catch (error) {
      return { words: error instanceof Error ? error.message : String(error), isFinal: false };
    }
  }
}

/** Data model of OpenTelemetry's logs, "Severity". */
const severities: Record<string, number> = { trace: 1, debug: 5, info: 9, warn: 13, error: 17, fatal: 21 };

function exportOf(lines: readonly string[], dropped: number): object {
  const records = lines.map(recordOf);
  if (dropped > 0) {
    const time = new Date().toISOString();
    records.push(recordOf(JSON.stringify({ level: "warn", time, msg: "lines of the log were dropped", dropped })));
  }
  const resource = {
    attributes: [attributeOf(["service.name", "competency"]), attributeOf(["process.pid", process.pid])],
  };
  return { resourceLogs: [{ resource, scopeLogs: [{ scope: { name: "competency" }, logRecords: records }] }] };
}

function recordOf(line: string): object {
  const { level, time, msg, pid: _pid, ...fields }: Record<string, unknown> = JSON.parse(line);
  return {
    timeUnixNano: `${Date.parse(String(time))}000000`,
    severityNumber: severities[String(level)] ?? 0,
    severityText: String(level).toUpperCase(),
    body: { stringValue: String(msg ?? "") },
    attributes: Object.entries(fields).map(attributeOf),
  };
}

function attributeOf([key, value]: [string, unknown]): object {
  return { key, value: anyValueOf(value) };
}

/** As JSON of protobuf has them: 64-bit integers are strings. */
function anyValueOf(value: unknown): object {
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number")
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValueOf) } };
  if (typeof value === "object" && value !== null) {
    return { kvlistValue: { values: Object.entries(value).map(attributeOf) } };
  }
  return { stringValue: String(value) };
}

import { createHmac } from "node:crypto";
import { config } from "#src/config.ts";
import type { AppError, ErrorCode } from "#src/errors.ts";
import { Bounded } from "#src/platform/audit/bounded.ts";
import { type Log, log } from "#src/platform/log/log.ts";

/**
 * Where a check stopped a request: of the input, of a rule of the trade, of how often, of who they are, of the server's name.
 * What somebody may not see or do is in the record of looks (`http/refusals.ts`); that a session is over, or that somebody else
 * was first, is neither.
 */
const stopping: ReadonlySet<ErrorCode> = new Set([
  "malformed",
  "too_slow",
  "too_large",
  "unsupported_media",
  "invalid",
  "idempotency_mismatch",
  "conflict",
  "method_not_allowed",
  "misdirected",
  "rate_limited",
  "locked_out",
  "step_up_required",
  "factor_required",
]);

export type Stopped = {
  /** As the endpoint is written, never as it was asked for: `/api/users/:id`, or a word such as `socket`. */
  route: string;
  method: string;
  userId: string | undefined;
  /** The network address. The log has a keyed hash of it, by which lines of one source are told from others. */
  address: string;
};

type Line = Omit<Stopped, "address"> & { source: string; status: number; code: ErrorCode };

/** One line for a source, an endpoint and a kind of refusal in a minute, and then how many more there were. */
const limits = { each: 1, all: 300, mostSources: 1_000 };
const minuteMs = 60_000;

export class StoppedAttempts {
  readonly #bounded = new Bounded<Line>(limits);
  readonly #log: Pick<Log, "warn">;
  #timer: NodeJS.Timeout | undefined;

  constructor(to: Pick<Log, "warn">) {
    this.#log = to;
  }

  /** Logs a refusal, without anything that was sent. Other refusals than those of a check are left out. */
  note({ address, ...stopped }: Stopped, { code, status }: AppError, requestId?: string): void {
    if (!stopping.has(code) && !(code === "forbidden" && stopped.userId === undefined)) return;
    const line = { ...stopped, source: sourceOf(address), status, code };
    this.#timer ??= setTimeout(() => this.flush(), minuteMs).unref();
    const key = [stopped.userId ?? line.source, stopped.method, stopped.route, code].join(" ");
    if (this.#bounded.admit(key, line)) this.#log.warn({ requestId, ...line }, "a check stopped a request");
  }

  /** Logs what was counted in the minute. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const { source, sample, times } of this.#bounded.endMinute()) {
      const line = source === "" ? { source: "several" } : sample;
      this.#log.warn({ ...line, times }, "a check stopped more requests");
    }
  }
}

/** Those of this process. */
export const stoppedAttempts = new StoppedAttempts(log);

function sourceOf(address: string): string {
  return createHmac("sha256", config.secret).update(`log source:${address}`).digest("base64url").slice(0, 12);
}

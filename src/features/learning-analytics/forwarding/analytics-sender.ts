import http from "node:http";
import https from "node:https";
import type { OutsideEvent } from "#src/features/learning-analytics/forwarding/outside-event.ts";
import { now } from "#src/lib/clock.ts";
import { post, waitMsOf } from "#src/platform/http/post.ts";

type Service = {
  /** Of the endpoint that takes batches. */
  url: string;
  /** Of the project; it may write and read nothing. It stands in the body alone, so that no error names it. */
  key: string;
};

const firstPauseMs = 60_000;
const longestPauseMs = 60 * 60_000;

/**
 * Sends to a service that takes PostHog's batches (posthog.com/docs/api/capture). After a failure it pauses, for twice as
 * long after each further one, and for as long as the service asks.
 */
export class AnalyticsSender {
  readonly #service: Service;
  readonly #agent: http.Agent;
  #failures = 0;
  #pausedUntil = 0;

  constructor(service: Service) {
    this.#service = service;
    const { Agent } = service.url.startsWith("https:") ? https : http;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1 });
  }

  get isPaused(): boolean {
    return now().getTime() < this.#pausedUntil;
  }

  /** Throws where the service did not take all of it. */
  async send(batch: readonly OutsideEvent[]): Promise<void> {
    const { url, key } = this.#service;
    const body = Buffer.from(JSON.stringify({ api_key: key, batch }));
    const answer = await post(url, this.#agent, { headers: { "content-type": "application/json" }, body }).catch(
      (error) => {
        this.#pause(0);
        throw new Error("the analytics service cannot be reached", { cause: error });
      },
    );
    if (answer.status < 200 || answer.status > 299) {
      this.#pause(waitMsOf(answer.headers["retry-after"]));
      throw new Error(`the analytics service did not take a batch: it answered ${answer.status}`);
    }
    this.#failures = 0;
  }

  #pause(atLeastMs: number): void {
    const grownMs = Math.min(firstPauseMs * 2 ** this.#failures, longestPauseMs);
    this.#failures += 1;
    this.#pausedUntil = now().getTime() + Math.max(grownMs, atLeastMs);
  }
}

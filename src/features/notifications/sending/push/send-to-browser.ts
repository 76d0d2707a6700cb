import { config } from "#src/config.ts";
import type { Priority } from "#src/features/notifications/sending/message.ts";
import { encryptForBrowser } from "#src/features/notifications/sending/push/encrypt.ts";
import { vapidHeader } from "#src/features/notifications/sending/push/vapid.ts";
import { now } from "#src/lib/clock.ts";
import { AddressRefused, outside } from "#src/platform/http/outside.ts";
import { waitMsOf } from "#src/platform/http/post.ts";

/** Where a browser gets its messages; the keys are in base64url. */
export type Subscription = { id: string; endpoint: string; p256dh: string; auth: string };

export type Push = {
  /** What the service worker shows. */
  payload: { title: string; body: string; path: string; id: string };
  priority: Priority;
  /** A message that waits for the browser is replaced by another of the same topic. */
  topic: string;
};

/** What became of a message at one browser. `gone`: it takes none any more, for good. */
export type PushOutcome =
  | { kind: "sent" }
  | { kind: "gone" }
  | { kind: "refused"; why: string }
  | { kind: "later"; why: string; afterMs: number };

/** How long the service keeps a message for a browser that is off. Later than that, it is seen in the app. */
const keptForSeconds = 24 * 60 * 60;
const urgency = { LOW: "low", NORMAL: "normal", HIGH: "high", URGENT: "high" } as const satisfies Record<
  Priority,
  string
>;

/** Hands a message to the push service of one browser (RFC 8030), encrypted for it. */
export async function sendToBrowser(browser: Subscription, { payload, priority, topic }: Push): Promise<PushOutcome> {
  if (!config.vapid) return { kind: "refused", why: "push messages are not set up" };
  try {
    const keys = { p256dh: Buffer.from(browser.p256dh, "base64url"), auth: Buffer.from(browser.auth, "base64url") };
    const { status, headers } = await outside().post(browser.endpoint, {
      headers: {
        authorization: vapidHeader(browser.endpoint, config.vapid, now()),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        ttl: String(keptForSeconds),
        urgency: urgency[priority],
        topic,
      },
      body: encryptForBrowser(Buffer.from(JSON.stringify(payload)), keys),
    });
    return outcomeOf(status, headers["retry-after"]);
  } catch (error) {
    if (error instanceof AddressRefused) return { kind: "refused", why: error.message };
    const code = Object(error).code;
    return {
      kind: "later",
      why: `the push service could not be reached${typeof code === "string" ? ` (${code})` : ""}`,
      afterMs: 0,
    };
  }
}

function outcomeOf(status: number, retryAfter: string | undefined): PushOutcome {
  if (status >= 200 && status < 300) return { kind: "sent" };
  if (status === 404 || status === 410) return { kind: "gone" };
  const why = `the push service answered ${status}`;
  if (status !== 429 && status < 500) return { kind: "refused", why };
  return { kind: "later", why, afterMs: waitMsOf(retryAfter) };
}

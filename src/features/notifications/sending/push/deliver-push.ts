import { createHash } from "node:crypto";
import { recordPushes, selectSubscriptionsOf } from "#src/features/notifications/devices/queries.ts";
import { DeliveryError } from "#src/features/notifications/sending/delivery-error.ts";
import type { Deliver, Message } from "#src/features/notifications/sending/message.ts";
import {
  type Push,
  type PushOutcome,
  sendToBrowser,
} from "#src/features/notifications/sending/push/send-to-browser.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";

const actor = systemActor("push");

/** Sends a message to every browser of its person at once. It is delivered when one of them has it. */
export const deliverPush: Deliver = async (message) => {
  const browsers = await readAs(actor, (tx) => tx.query(selectSubscriptionsOf, { userId: message.person.id }));
  const push = pushOf(message);
  const results = await Promise.all(
    browsers.map(async (browser) => ({ id: browser.id, outcome: await sendToBrowser(browser, push) })),
  );
  if (results.length > 0) await withActor(actor, (tx) => recordPushes(tx, results));
  assertDelivered(results.map(({ outcome }) => outcome));
};

/** Fails unless one browser has the message: for good, where none of them may take it later. */
function assertDelivered(outcomes: readonly PushOutcome[]): void {
  if (outcomes.some(({ kind }) => kind === "sent")) return;
  const later = outcomes.filter((outcome) => outcome.kind === "later");
  const [first] = later;
  if (first) throw new DeliveryError(first.why, { retryAfterMs: Math.max(...later.map(({ afterMs }) => afterMs)) });
  const refused = outcomes.find((outcome) => outcome.kind === "refused");
  throw new DeliveryError(refused?.why ?? "no browser takes push messages any more", { isRefusal: true });
}

const maxTitle = 100;
const maxBody = 400;

/** A screen shows less than this, and it fits into one record however it is written. */
function pushOf({ id, school, parts, priority }: Message): Push {
  const [part] = parts;
  return {
    payload: {
      title: shortened(school, maxTitle),
      body: shortened(part?.content ?? "", maxBody),
      path: part?.path ?? "/dashboard",
      id,
    },
    priority,
    topic: topicOf(id),
  };
}

/** A topic has at most 32 characters. */
export function topicOf(id: string): string {
  return createHash("sha256").update(id).digest("base64url").slice(0, 32);
}

function shortened(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
}

import { config } from "#src/config.ts";
import { findNumber, markRefused } from "#src/features/notifications/phone/queries.ts";
import { smsOf } from "#src/features/notifications/school-words/rules.ts";
import { DeliveryError } from "#src/features/notifications/sending/delivery-error.ts";
import type { Deliver } from "#src/features/notifications/sending/message.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import { texter } from "#src/platform/sms/open-texter.ts";
import { systemActor } from "#src/policy/actor.ts";

const actor = systemActor("sms");

/** Sends a message to the number that its person proved. A number that the service refuses for good gets none again. */
export const deliverSms: Deliver = async ({ id, person, school, parts }) => {
  const phone = await readAs(actor, (tx) => findNumber(tx, person.id));
  if (!phone) throw new DeliveryError("the person has no number", { isRefusal: true });
  if (phone.refusal) throw new DeliveryError("the person's number takes no SMS", { isRefusal: true });
  const content = parts[0]?.content ?? "";
  const outcome = await texter().send({
    id,
    to: phone.number,
    text: smsOf({ school, content, appUrl: config.appUrl }),
  });
  if (outcome.kind === "sent") return;
  if (outcome.kind === "later") throw new DeliveryError(outcome.why, { retryAfterMs: outcome.afterMs });
  const { number: refusal, why } = outcome;
  if (refusal) {
    await withActor(actor, (tx) => tx.send(markRefused, { userId: person.id, number: phone.stored, refusal }));
  }
  throw new DeliveryError(why, { isRefusal: true });
};

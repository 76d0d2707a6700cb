import type { SentChannel } from "#src/features/notifications/sending/decide-delivery.ts";
import { deliverEmail } from "#src/features/notifications/sending/email.ts";
import type { Deliver } from "#src/features/notifications/sending/message.ts";
import { deliverPush } from "#src/features/notifications/sending/push/deliver-push.ts";
import { deliverSms } from "#src/features/notifications/sending/sms.ts";

/** The channels that this program can send by. */
export const deliverBy: Partial<Record<SentChannel, Deliver>> = {
  EMAIL: deliverEmail,
  SMS: deliverSms,
  PUSH: deliverPush,
};

import { type QuietHours, quietUntil } from "#src/features/notifications/sending/quiet-hours.ts";
import type { notificationQueue } from "#src/platform/db/tables/notifications.ts";

type Row = typeof notificationQueue.$inferSelect;
export type SentChannel = Exclude<Row["channel"], "IN_APP">;

/** What is known of a message when its turn has come. */
export type Delivery = {
  channel: SentChannel;
  priority: Row["priority"];
  /** Whether its person may sign in. */
  isActive: boolean;
  /** Whether its person switched it off while it waited. */
  isSwitchedOff: boolean;
  /** Whether what it reminds of is done, withdrawn or moved. */
  isPointless: boolean;
  quiet: QuietHours | null;
  /** Whether it is a part of a digest, which comes at most once a day however many parts it has. */
  isDigest: boolean;
  /** How many of its channel reached the person in the last hour. */
  sentLately: number;
  /** When the first of them left the hour, if there are as many as an hour may have. */
  freeAt: Date | null;
};

export type Decision = { kind: "send" } | { kind: "wait"; until: Date } | { kind: "cancel"; why: string };

/** How many messages one person gets by a channel in an hour; the others follow later. */
export const mostAnHour: Record<SentChannel, number> = { EMAIL: 20, SMS: 5, PUSH: 30 };

/** Whether a message that is due goes out now. Nobody who left is written to, and nobody is woken but for what is urgent. */
export function decideDelivery(delivery: Delivery, at: Date): Decision {
  if (!delivery.isActive) return { kind: "cancel", why: "the person is not active" };
  if (delivery.isSwitchedOff) return { kind: "cancel", why: "the person switched it off" };
  if (delivery.isPointless) return { kind: "cancel", why: "its reason is gone" };
  if (delivery.priority === "URGENT") return { kind: "send" };
  const quiet = delivery.channel !== "EMAIL" && delivery.quiet ? quietUntil(at, delivery.quiet) : undefined;
  if (quiet) return { kind: "wait", until: quiet };
  if (!delivery.isDigest && delivery.sentLately >= mostAnHour[delivery.channel]) {
    return { kind: "wait", until: delivery.freeAt ?? new Date(at.getTime() + 60 * 60_000) };
  }
  return { kind: "send" };
}

const firstRetryMs = 30_000;
const retryGrowth = 4;
const jitter = 0.5;

/** How long to wait after the given number of failures: 30 s, 2 min, 8 min and so on, up to half as long again. */
export function retryAfterMs(failures: number, random = Math.random()): number {
  return firstRetryMs * retryGrowth ** (failures - 1) * (1 + jitter * random);
}

import { ECDH } from "node:crypto";
import { config } from "#src/config.ts";
import { AppError } from "#src/errors.ts";
import {
  countOtherDevices,
  deleteOwnSubscriptions,
  deleteSubscription,
  insertSubscription,
  recordPushes,
  selectSubscription,
  selectSubscriptionAt,
} from "#src/features/notifications/devices/queries.ts";
import type { ChangedDeviceBody, DeviceBody, TestAnswer } from "#src/features/notifications/schema.ts";
import { topicOf } from "#src/features/notifications/sending/push/deliver-push.ts";
import { sendToBrowser } from "#src/features/notifications/sending/push/send-to-browser.ts";
import { maxDevices } from "#src/features/notifications/values.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { readAs, type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** A person adds the browser that they use; it then gets their push messages, and nobody else's. */
export async function addDevice(ctx: UserContext, { endpoint, keys }: DeviceBody): Promise<{ id: string }> {
  const { userId } = ctx.actor;
  if (!config.vapid) throw new AppError("conflict", "Push messages are not set up here.");
  assertOnCurve(keys.p256dh);
  const id = newId();
  const address = new URL(endpoint).href;
  return withActor(
    ctx.actor,
    async (tx) => {
      const [others] = await tx.query(countOtherDevices, { userId, endpoint: address });
      if ((others?.count ?? 0) >= maxDevices) {
        throw new AppError("conflict", `You have ${maxDevices} browsers here. Remove one first.`);
      }
      insert(tx, ctx, { id, endpoint: address, keys });
      record(tx, ctx, "push-device.add", id);
      return { id };
    },
    ctx.bracket,
  );
}

/**
 * A browser whose push service gave it another address says so by itself, as whoever is signed in there. Only a browser
 * that was theirs before becomes theirs again: on a shared computer it may have been somebody else's.
 */
export async function changeDevice(ctx: UserContext, body: ChangedDeviceBody): Promise<{ id: string }> {
  const { userId } = ctx.actor;
  assertOnCurve(body.keys.p256dh);
  const id = newId();
  const endpoint = new URL(body.endpoint).href;
  return withActor(
    ctx.actor,
    async (tx) => {
      const [before] = await tx.query(deleteOwnSubscriptions, { userId, endpoint: new URL(body.replaces).href });
      if (!before) {
        // A repeat, whose first answer was lost.
        const [already] = await tx.query(selectSubscriptionAt, { userId, endpoint });
        if (already) return already;
        throw new AppError("not_found", "There is no such browser.");
      }
      insert(tx, ctx, { id, endpoint, keys: body.keys });
      record(tx, ctx, "push-device.change", id);
      return { id };
    },
    ctx.bracket,
  );
}

export async function removeDevice(ctx: UserContext, id: string): Promise<{ ok: true }> {
  return withActor(
    ctx.actor,
    async (tx) => {
      await getOwn(tx, ctx, id);
      tx.send(deleteSubscription, { id });
      record(tx, ctx, "push-device.remove", id);
      return { ok: true };
    },
    ctx.bracket,
  );
}

/** Sends a message to one browser at once, whatever its person chose, and says whether its service took it. */
export async function testDevice(ctx: UserContext, id: string): Promise<TestAnswer> {
  const browser = await readAs(ctx.actor, (tx) => getOwn(tx, ctx, id));
  const testId = newId();
  const outcome = await sendToBrowser(browser, {
    payload: {
      title: "Test message",
      body: "Push messages reach you in this browser.",
      path: "/settings/notifications",
      id: testId,
    },
    priority: "HIGH",
    topic: topicOf(testId),
  });
  await withActor(ctx.actor, (tx) => recordPushes(tx, [{ id, outcome }]));
  return { result: outcome.kind === "sent" || outcome.kind === "gone" ? outcome.kind : "failed" };
}

async function getOwn(tx: Tx, ctx: UserContext, id: string) {
  const [found] = await tx.query(selectSubscription, { id, userId: ctx.actor.userId });
  if (!found) throw new AppError("not_found", "There is no such browser.");
  return found;
}

function insert(tx: Tx, { actor, headers }: UserContext, { id, endpoint, keys }: DeviceBody & { id: string }): void {
  const { schoolId, userId } = actor;
  const userAgent = headers.get("user-agent")?.slice(0, 500) ?? null;
  tx.send(insertSubscription, { id, schoolId, userId, endpoint, ...keys, userAgent });
}

function assertOnCurve(p256dh: string): void {
  try {
    ECDH.convertKey(p256dh, "prime256v1", "base64url");
  } catch {
    const errors = [{ path: "keys.p256dh", message: "must be a public key on P-256" }];
    throw new AppError("invalid", "The browser's key cannot be used.", { errors });
  }
}

function record(tx: Tx, ctx: UserContext, action: string, entityId: string): void {
  const { schoolId } = ctx.actor;
  audit(tx, ctx.actor, { action, entityType: "push_subscription", entityId, schoolId, requestId: ctx.requestId });
}

import { createHash } from "node:crypto";
import { config } from "#src/config.ts";
import { selectDevices } from "#src/features/notifications/devices/queries.ts";
import type { DevicesAnswer } from "#src/features/notifications/schema.ts";
import { describeDevice } from "#src/features/sessions/device.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** Everybody sees which browsers get their push messages. */
export async function listDevices({ actor }: UserContext): Promise<DevicesAnswer> {
  const rows = await readAs(actor, (tx) => tx.query(selectDevices, { userId: actor.userId }));
  return {
    publicKey: config.vapid?.publicKey ?? null,
    items: rows.map(({ id, userAgent, endpoint, createdAt, lastSentAt, failedAt }) => ({
      id,
      ...describeDevice(userAgent),
      endpointHash: createHash("sha256").update(endpoint).digest("base64url"),
      createdAt: createdAt.toISOString(),
      lastSentAt: lastSentAt?.toISOString() ?? null,
      failedAt: failedAt?.toISOString() ?? null,
    })),
  };
}

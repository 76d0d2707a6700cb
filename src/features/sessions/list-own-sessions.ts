import { config } from "#src/config.ts";
import { describeDevice } from "#src/features/sessions/device.ts";
import { selectOwnSessions } from "#src/features/sessions/queries.ts";
import type { OwnSessionsAnswer } from "#src/features/sessions/schema.ts";
import { now } from "#src/lib/clock.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { networkOf } from "#src/platform/http/client-address.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** Everybody sees where they are signed in, this device first and then the one used last. */
export async function listOwnSessions({ actor, ip: here }: UserContext): Promise<OwnSessionsAnswer> {
  const rows = await readAs(actor, (tx) =>
    tx.query(selectOwnSessions, { userId: actor.userId, time: now(), tokenMinutes: config.accessTokenMinutes }),
  );
  const items = rows.map(({ id, createdAt, lastUsedAt, expiresAt, idleMinutes, isShared, userAgent, ip }) => ({
    id,
    ...describeDevice(userAgent),
    address: ip,
    startedAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    endsAt: expiresAt.toISOString(),
    idleMinutes,
    isShared,
    isCurrent: id === actor.sessionId,
    isHere: ip !== null && networkOf(ip) === networkOf(here),
  }));
  return { items: items.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent)) };
}

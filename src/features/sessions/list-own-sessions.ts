import { describeDevice } from "#src/features/sessions/device.ts";
import { selectOwnSessions } from "#src/features/sessions/queries.ts";
import type { OwnSessionsAnswer } from "#src/features/sessions/schema.ts";
import { now } from "#src/lib/clock.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/** Everybody sees where they are signed in, this device first and then the one used last. */
export async function listOwnSessions({ actor }: UserContext): Promise<OwnSessionsAnswer> {
  const rows = await readAs(actor, (tx) => tx.query(selectOwnSessions, { userId: actor.userId, time: now() }));
  const items = rows.map(({ id, createdAt, lastUsedAt, userAgent, ip }) => ({
    id,
    ...describeDevice(userAgent),
    address: ip,
    startedAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    isCurrent: id === actor.sessionId,
  }));
  return { items: items.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent)) };
}

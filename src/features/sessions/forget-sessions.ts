import { now } from "#src/lib/clock.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const keptDays = 30;
const dayMs = 86_400_000;

/**
 * Takes away what sign-in no longer needs: sessions a month after their end (with address and device, and all their
 * tokens), counts of failures that no longer matter, links that have run out.
 */
export async function forgetSessions(actor: SystemActor): Promise<void> {
  const time = now();
  const monthAgo = new Date(time.getTime() - keptDays * dayMs);
  const twoDaysAgo = new Date(time.getTime() - 2 * dayMs);
  await withActor(actor, async (tx) => {
    tx.query({ text: "delete from sessions where least(revoked_at, expires_at) < $1", values: [monthAgo] });
    tx.query({ text: "delete from sign_in_attempts where updated_at < $1", values: [twoDaysAgo] });
    await tx.query({ text: "delete from identity.verification where expires_at < $1", values: [time] });
  });
}

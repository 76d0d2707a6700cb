import { lt, sql } from "drizzle-orm";
import { now } from "#src/lib/clock.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { knownDevices, signInChallenges } from "#src/platform/db/tables/factors.ts";
import { verification } from "#src/platform/db/tables/identity.ts";
import { sessions, signInAttempts } from "#src/platform/db/tables/sessions.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const keptDays = 30;
/** As long a browser is known in which somebody has not signed in again. */
const deviceDays = 180;
const dayMs = 86_400_000;

/**
 * Deletes what sign-in does not need any more: sessions a month after their end (with address, device and all their
 * tokens), outdated counts of failures, expired links and challenges, browsers that nobody uses any more.
 */
export async function deleteOldSessions(actor: SystemActor): Promise<void> {
  const time = now();
  const monthAgo = new Date(time.getTime() - keptDays * dayMs);
  const twoDaysAgo = new Date(time.getTime() - 2 * dayMs);
  await withActor(actor, (tx) => {
    tx.send(deleteEndedSessions, { before: monthAgo });
    tx.send(deleteOldAttempts, { before: twoDaysAgo });
    tx.send(deleteExpiredLinks, { before: time });
    tx.send(deleteOldChallenges, { before: time });
    tx.send(deleteUnusedDevices, { before: new Date(time.getTime() - deviceDays * dayMs) });
  });
}

type Before = { before: Date };

const deleteEndedSessions = statement("sessions_forget", (db, p: Params<Before>) =>
  db.delete(sessions).where(sql`least(${sessions.revokedAt}, ${sessions.expiresAt}) < ${p.before}`),
);

const deleteOldAttempts = statement("attempts_forget", (db, p: Params<Before>) =>
  db.delete(signInAttempts).where(lt(signInAttempts.updatedAt, p.before)),
);

const deleteExpiredLinks = statement("resets_forget", (db, p: Params<Before>) =>
  db.delete(verification).where(lt(verification.expiresAt, p.before)),
);

const deleteOldChallenges = statement("challenges_forget", (db, p: Params<Before>) =>
  db.delete(signInChallenges).where(lt(signInChallenges.expiresAt, p.before)),
);

const deleteUnusedDevices = statement("devices_unused_forget", (db, p: Params<Before>) =>
  db.delete(knownDevices).where(lt(knownDevices.lastUsedAt, p.before)),
);

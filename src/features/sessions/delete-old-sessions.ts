import { sql } from "drizzle-orm";
import { now } from "#src/lib/clock.ts";
import { deleteBatch, deleteInBatches } from "#src/platform/db/delete-outdated.ts";
import { type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { knownDevices, signInChallenges } from "#src/platform/db/tables/factors.ts";
import { verification } from "#src/platform/db/tables/identity.ts";
import { sessions, signInAttempts } from "#src/platform/db/tables/sessions.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const keptDays = 30;
/** As long a browser is known in which somebody has not signed in again. */
const deviceDays = 180;
/** Each goes with its tokens, of which there may be hundreds. */
const sessionsAtOnce = 500;
const dayMs = 86_400_000;

/**
 * Deletes what sign-in does not need any more: sessions a month after their end (with address, device and all their
 * tokens), outdated counts of failures, expired links and challenges, browsers that nobody uses any more.
 */
export async function deleteOldSessions(actor: SystemActor): Promise<void> {
  const time = now();
  const monthAgo = new Date(time.getTime() - keptDays * dayMs);
  const twoDaysAgo = new Date(time.getTime() - 2 * dayMs);
  await deleteInBatches(actor, deleteEndedSessions, { before: monthAgo });
  await deleteInBatches(actor, deleteOldAttempts, { before: twoDaysAgo });
  await deleteInBatches(actor, deleteExpiredLinks, { before: time });
  await deleteInBatches(actor, deleteOldChallenges, { before: time });
  await deleteInBatches(actor, deleteUnusedDevices, { before: new Date(time.getTime() - deviceDays * dayMs) });
}

type Before = { before: Date };

const deleteEndedSessions = sqlWrite("sessions_forget", (p: Params<Before>) =>
  deleteBatch(sessions, sql`least(${sessions.revokedAt}, ${sessions.expiresAt}) < ${p.before}`, sessionsAtOnce),
);

const deleteOldAttempts = sqlWrite("attempts_forget", (p: Params<Before>) =>
  deleteBatch(signInAttempts, sql`${signInAttempts.updatedAt} < ${p.before}`),
);

const deleteExpiredLinks = sqlWrite("resets_forget", (p: Params<Before>) =>
  deleteBatch(verification, sql`${verification.expiresAt} < ${p.before}`),
);

const deleteOldChallenges = sqlWrite("challenges_forget", (p: Params<Before>) =>
  deleteBatch(signInChallenges, sql`${signInChallenges.expiresAt} < ${p.before}`),
);

const deleteUnusedDevices = sqlWrite("devices_unused_forget", (p: Params<Before>) =>
  deleteBatch(knownDevices, sql`${knownDevices.lastUsedAt} < ${p.before}`),
);

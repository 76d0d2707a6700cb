import { sql } from "drizzle-orm";
import { z } from "zod";
import { notify } from "#src/features/notifications/notify.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { achievements } from "#src/platform/db/tables/achievements.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { Actor } from "#src/policy/actor.ts";

/**
 * Tells a student the truth about milestones that were revoked: a notice of one that was neither sent nor read is
 * cancelled, and one that was is corrected by another. Again, it changes nothing.
 */
export async function correctNotices(actor: Actor, { studentId }: { studentId: string }): Promise<void> {
  await withActor(actor, async (tx) => {
    const revoked = await tx.query(selectUncorrected, { studentId });
    if (revoked.length === 0) return;
    tx.send(cancelUnread, { studentId, achievementIds: revoked.map(({ id }) => id) });
    tx.send(updateUntold, { achievementIds: revoked.map(({ id }) => id) });
    notify(
      tx,
      ...revoked
        .filter(({ isKnown }) => isKnown)
        .map(({ id, schoolId, kind, name }) => ({
          template: "achievementRevoked" as const,
          schoolId,
          userId: studentId,
          variables: { achievement_name: name },
          payload: { achievementId: id, kind },
        })),
    );
  });
}

const t = achievements;
const q = notificationQueue;

/** Locked, so that two runs for the same student correct each of them once. */
const selectUncorrected = sqlStatement(
  "achievements_uncorrected",
  z.object({ id: z.string(), schoolId: z.string(), kind: z.string(), name: z.string(), isKnown: z.boolean() }),
  (p: Params<{ studentId: string }>) => sql`
    select ${t.id}, ${t.schoolId} as "schoolId", ${t.kind}, ${t.name}, exists (
        select from ${q} where ${q.userId} = ${t.studentId} and ${isOneOf(q.type, "ACHIEVEMENT_UNLOCKED")}
          and ${q.payload} ->> 'achievementId' = ${t.id}
          and (${isOneOf(q.status, "SENT")} or (${isOneOf(q.status, "PENDING")} and ${q.readAt} is not null))) as "isKnown"
    from ${t}
    where ${t.studentId} = ${p.studentId} and ${t.revokedAt} is not null and not ${t.isUntold}
    for update`,
);

const cancelUnread = sqlWrite(
  "achievement_notices_cancel",
  (p: Params<{ studentId: string; achievementIds: string[] }>) => sql`
    update ${q} set status = 'CANCELLED', updated_at = now()
    where ${q.userId} = ${p.studentId} and ${isOneOf(q.type, "ACHIEVEMENT_UNLOCKED")}
      and ${q.payload} ->> 'achievementId' = any(${p.achievementIds}::text[])
      and ${isOneOf(q.status, "PENDING")} and ${q.readAt} is null`,
);

const updateUntold = sqlWrite(
  "achievements_untold",
  (p: Params<{ achievementIds: string[] }>) => sql`
    update ${t} set is_untold = true where ${t.id} = any(${p.achievementIds}::text[])`,
);

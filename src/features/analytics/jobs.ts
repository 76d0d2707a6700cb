import { sql } from "drizzle-orm";
import { z } from "zod";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";

const refresh = sqlStatement("analytics_refresh", z.unknown(), () => sql`select app.refresh_history()`);

/** An hour old, or empty although there are students: nobody waits an hour for the first figures. */
const selectDue = sqlStatement(
  "analytics_refresh_due",
  z.object({ isDue: z.boolean() }),
  () => sql`
    select coalesce(app.history_refreshed_at() <= now() - interval '1 hour', true)
      or (not exists (select from app.group_standing)
        and exists (select from ${users} where ${users.role} = 'STUDENT' and app.takes_part(${users.status}))) as "isDue"`,
);

/** Computes the school-wide history again; readers see the one before until it is done. */
export async function refreshHistory(tx: Tx): Promise<void> {
  await tx.query(refresh);
}

/** The same where it is due. @returns whether it was */
export async function refreshDueHistory(tx: Tx): Promise<boolean> {
  const [found] = await tx.query(selectDue);
  if (!found?.isDue) return false;
  await refreshHistory(tx);
  return true;
}

export const jobs: readonly Job[] = [
  defineJob({
    name: "analytics.refresh",
    schema: z.object({}),
    schedule: { everyMs: 60_000 },
    concurrency: 1,
    handler: async (_data, { actor }) => {
      await withActor(actor, refreshDueHistory);
    },
  }),
];

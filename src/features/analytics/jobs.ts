import { sql } from "drizzle-orm";
import { z } from "zod";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";

const refresh = sqlStatement("analytics_refresh", z.unknown(), () => sql`select app.refresh_history()`);

/** Computes the school-wide history again; readers see the one before until it is done. */
export async function refreshHistory(tx: Tx): Promise<void> {
  await tx.query(refresh);
}

export const jobs: readonly Job[] = [
  defineJob({
    name: "analytics.refresh",
    schema: z.object({}),
    schedule: { everyMs: 60 * 60_000 },
    concurrency: 1,
    handler: (_data, { actor }) => withActor(actor, refreshHistory),
  }),
];

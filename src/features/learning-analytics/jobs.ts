import { sql } from "drizzle-orm";
import { z } from "zod";
import { sqlWrite } from "#src/platform/db/statement.ts";
import { learningAnalytics } from "#src/platform/db/tables/learning-analytics.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { defineJob, type Job } from "#src/platform/jobs/job.ts";

/** Interactions are of use for a course of study; older ones say nothing about anybody's present one. */
const keptDays = 730;
const batchSize = 10_000;

export const jobs: readonly Job[] = [
  defineJob({
    name: "learning-analytics.forget",
    schema: z.object({}),
    schedule: { pattern: "50 3 * * *" },
    handler: async (_data, { actor, signal }) => {
      for (let removed = batchSize; removed === batchSize; ) {
        signal.throwIfAborted();
        removed = await withActor(actor, (tx) => tx.query(deleteOld));
      }
    },
  }),
];

const deleteOld = sqlWrite(
  "learning_analytics_delete_old",
  () => sql`
    delete from ${learningAnalytics} where ${learningAnalytics.id} in (
      select ${learningAnalytics.id} from ${learningAnalytics}
      where ${learningAnalytics.timestamp} < now() - make_interval(days => ${sql.raw(String(keptDays))})
      limit ${sql.raw(String(batchSize))})`,
);

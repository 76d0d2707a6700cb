import { sql } from "drizzle-orm";
import { config } from "#src/config.ts";
import { events } from "#src/features/learning-analytics/events.ts";
import { AnalyticsSender } from "#src/features/learning-analytics/forwarding/analytics-sender.ts";
import { interactionRow, outsideEventOf } from "#src/features/learning-analytics/forwarding/outside-event.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { consents } from "#src/platform/db/tables/consents.ts";
import { learningAnalytics } from "#src/platform/db/tables/learning-analytics.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { defineBurstJob, notNow } from "#src/platform/jobs/burst-job.ts";
import type { Job, JobContext } from "#src/platform/jobs/job.ts";

/** An event has some 400 bytes, so a request stays far below what services take. */
const batchSize = 100;

/**
 * Sends what was stored to the analytics service. What it does not take stays what the events of the last week name, and is
 * sent again by the clock, under the same ids, so that it counts once there.
 */
export function forwardJob(): Job {
  let sender: AnalyticsSender | undefined;
  return defineBurstJob({
    name: "learning-analytics.forward",
    on: [events.stored],
    mergeMs: 60_000,
    schedule: { everyMs: 5 * 60_000 },
    priority: 10,
    attempts: 1,
    handler: async (stored, context) => {
      if (config.analytics === undefined) return undefined;
      sender ??= new AnalyticsSender(config.analytics);
      if (sender.isPaused) return notNow;
      const ids = stored.flatMap(({ data }) => data.ids);
      for (let from = 0; from < ids.length; from += batchSize) {
        context.signal.throwIfAborted();
        await forward(context, sender, ids.slice(from, from + batchSize));
      }
      return undefined;
    },
  });
}

/** Of those alone who agree to product analytics at this moment: read right before it is sent. */
async function forward({ actor }: JobContext, sender: AnalyticsSender, ids: readonly string[]): Promise<void> {
  const rows = await readAs(actor, (tx) => tx.query(selectAgreed, { ids }));
  const batch = rows.flatMap((row) => outsideEventOf(row) ?? []);
  if (batch.length > 0) await sender.send(batch);
}

const l = learningAnalytics;

/** What was recorded before somebody agreed, or between a no and the next yes, is not meant by their yes. */
const selectAgreed = sqlStatement(
  "learning_analytics_agreed",
  interactionRow,
  (p: Params<{ ids: readonly string[] }>) => sql`
    select ${l.id}, ${l.schoolId} as "schoolId", ${l.userId} as "userId", ${users.role}, ${l.interactionType} as type,
      date_trunc('minute', ${l.timestamp}) as at
    from ${l}
    join ${consents} on ${consents.userId} = ${l.userId} and ${consents.purpose} = 'product_analytics'
      and ${consents.withdrawnAt} is null and ${consents.grantedAt} <= ${l.timestamp}
    join ${users} on ${users.id} = ${l.userId}
    where ${l.id} = any (${p.ids}::text[]) order by ${l.timestamp}, ${l.id}`,
);

import { type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Statement, sqlWrite } from "#src/platform/db/statement.ts";
import { deploymentActItems, deploymentActs } from "#src/platform/db/tables/deployment-acts.ts";
import { events, processedEvents } from "#src/platform/db/tables/events.ts";
import { idempotencyKeys } from "#src/platform/db/tables/idempotency-keys.ts";
import { jobCommands, jobCounts, jobFailures } from "#src/platform/db/tables/jobs.ts";
import { phoneCodes, phoneNumbers } from "#src/platform/db/tables/notifications.ts";
import { peopleActs } from "#src/platform/db/tables/people-acts.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Bound, withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const batchSize = 5_000;

/** Rows that are no longer needed. They are deleted in batches, so that no transaction locks many rows for long. */
const outdated = {
  /** An answer is replayed for a day. */
  idempotency_keys: sqlWrite("idempotency_keys_delete_outdated", () =>
    deleteBatch(idempotencyKeys, sql`${idempotencyKeys.createdAt} < now() - interval '24 hours'`),
  ),
  /** Sockets resume within a week, and jobs have their own copy. An event without a number was not delivered yet. */
  events: sqlWrite(
    "events_delete_outdated",
    // By the index of their numbers, which is the order of time to some seconds: a condition of time alone reads all events.
    () => sql`
      delete from ${events} where ctid = any (array(
        select oldest.ctid from (
          select ${events}.ctid, ${events.createdAt} from ${events} where ${events.seq} is not null
          order by ${events.seq} limit ${sql.raw(String(batchSize))}) oldest
        where oldest.created_at < now() - interval '7 days'))`,
  ),
  /** Longer than any event, or reminder of a due date 60 days ahead, can come to a handler again. */
  processed_events: sqlWrite("processed_events_delete_outdated", () =>
    deleteBatch(processedEvents, sql`${processedEvents.processedAt} < now() - interval '90 days'`),
  ),
  /** Rates are shown over minutes; the row of all time is that of '-infinity'. */
  job_counts: sqlWrite("job_counts_delete_outdated", () =>
    deleteBatch(jobCounts, sql`${jobCounts.minute} > '-infinity' and ${jobCounts.minute} < now() - interval '1 day'`),
  ),
  job_failures: sqlWrite("job_failures_delete_outdated", () =>
    deleteBatch(jobFailures, sql`${jobFailures.failedAt} < now() - interval '14 days'`),
  ),
  job_commands: sqlWrite("job_commands_delete_outdated", () =>
    deleteBatch(jobCommands, sql`${jobCommands.requestedAt} < now() - interval '14 days'`),
  ),
  /** An act on many people can be taken back for a day; that it was done, the audit has. */
  people_acts: sqlWrite("people_acts_delete_outdated", () =>
    deleteBatch(peopleActs, sql`${peopleActs.createdAt} < now() - interval '30 days'`),
  ),
  /** The act stays; what it changed of each student is there to take it back, for a day. */
  deployment_act_items: sqlWrite("deployment_act_items_delete_outdated", () =>
    deleteBatch(
      deploymentActItems,
      sql`exists (select from ${deploymentActs} where ${deploymentActs.id} = ${deploymentActItems.actId}
        and ${isOneOf(deploymentActs.status, "DONE")} and ${deploymentActs.createdAt} < now() - interval '30 days')`,
    ),
  ),
  /** By them it is counted how many were sent in a day. */
  phone_codes: sqlWrite("phone_codes_delete_outdated", () =>
    deleteBatch(phoneCodes, sql`${phoneCodes.createdAt} < now() - interval '25 hours'`),
  ),
  /** Of people who left, once that can no longer be undone: their number is needed for nothing then. */
  phone_numbers: sqlWrite("phone_numbers_delete_outdated", () =>
    deleteBatch(
      phoneNumbers,
      sql`exists (select from ${users} where ${users.id} = ${phoneNumbers.userId} and ${isOneOf(users.status, "LEFT")}
        and ${users.updatedAt} < now() - interval '25 hours')`,
    ),
  ),
};

/** Returns how many rows of each table were deleted. */
export async function deleteOutdated(actor: SystemActor): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {};
  for (const [table, deleteSome] of Object.entries(outdated)) {
    deleted[table] = await deleteInBatches(actor, deleteSome);
  }
  return deleted;
}

/**
 * Deletes until a batch finds nothing more, each batch in a transaction of its own: what a killed process had not reached, the
 * next run finds. Returns how many rows were deleted.
 */
export async function deleteInBatches<Values>(
  actor: SystemActor,
  deleteSome: Statement<Values, number>,
  ...values: Bound<Values>
): Promise<number> {
  let deleted = 0;
  for (let count = 1; count > 0; deleted += count) {
    count = await withActor(actor, (tx) => tx.query(deleteSome, ...values));
  }
  return deleted;
}

/** Deletes at most so many rows of a table. */
export function deleteBatch(table: PgTable, isOutdated: SQL, most = batchSize): SQL {
  return sql`
    delete from ${table} where ctid = any (array(
      select ctid from ${table} where ${isOutdated} limit ${sql.raw(String(most))}))`;
}

import { type SQL, sql } from "drizzle-orm";
import { type Months, selectEveryRetention, withDefaults } from "#src/features/privacy/retention/retention.ts";
import { dueAtOf } from "#src/features/privacy/rules.ts";
import { type RetentionKind, retentionKinds } from "#src/features/privacy/values.ts";
import { now } from "#src/lib/clock.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, type Statement, sqlWrite } from "#src/platform/db/statement.ts";
import { learningAnalytics } from "#src/platform/db/tables/learning-analytics.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import { peopleImportRows } from "#src/platform/db/tables/people-imports.ts";
import { erasures } from "#src/platform/db/tables/privacy.ts";
import { progressSnapshots } from "#src/platform/db/tables/progress-snapshots.ts";
import { readAs, withActor } from "#src/platform/db/transaction.ts";
import type { JobContext } from "#src/platform/jobs/job.ts";

type Context = Pick<JobContext, "actor" | "signal">;
type Batch = { schoolId: string; months: number; dueAt: Date };

/** Removes, school by school, what each no longer keeps. Ended anywhere, the next run finds the rest. */
export async function retainAll(context: Context): Promise<void> {
  const found = await readAs(context.actor, (tx) => tx.query(selectEveryRetention));
  for (const { schoolId, chosen, graceDays } of found) {
    for (const [kind, months] of keptOf(chosen)) await letGo(context, { schoolId, kind, months, graceDays });
  }
}

/** The kinds that are not kept for good. */
function keptOf(chosen: Partial<Months>): [RetentionKind, number][] {
  const kept = withDefaults(chosen);
  return retentionKinds.flatMap((kind): [RetentionKind, number][] => {
    const months = kept[kind];
    return months === null ? [] : [[kind, months]];
  });
}

type LetGo = { schoolId: string; kind: RetentionKind; months: number; graceDays: number };

/** Batch by batch, each with its line in the audit. */
async function letGo({ actor, signal }: Context, { schoolId, kind, months, graceDays }: LetGo): Promise<void> {
  for (let count = 1; count > 0; ) {
    signal.throwIfAborted();
    count = await withActor(actor, async (tx) => {
      const made = await tx.query(removals[kind], { schoolId, months, dueAt: dueAtOf(now(), graceDays) });
      if (made > 0) {
        audit(tx, actor, {
          action: "privacy.retention",
          entityType: "school",
          entityId: schoolId,
          schoolId,
          detail: { kind, months, count: made },
        });
      }
      return made;
    });
  }
}

const dueRows = (kind: RetentionKind, p: Params<Batch>, most: number): SQL => sql`
  select r.id from app.retention_rows(${kind}::text, ${p.schoolId}::text, now() - make_interval(months => ${p.months}::int),
    ${sql.raw(String(most))}) r`;

/** Each returns how many rows it removed; of people, for how many it asks. */
const removals: Readonly<Record<RetentionKind, Statement<Batch, number>>> = {
  interactions: sqlWrite(
    "retention_interactions",
    (p: Params<Batch>) => sql`
      delete from ${learningAnalytics} where ${learningAnalytics.id} in (${dueRows("interactions", p, 10_000)})`,
  ),
  notifications: sqlWrite(
    "retention_notifications",
    (p: Params<Batch>) => sql`
      delete from ${notificationQueue} where ${notificationQueue.id} in (${dueRows("notifications", p, 5_000)})`,
  ),
  snapshots: sqlWrite(
    "retention_snapshots",
    (p: Params<Batch>) => sql`
      delete from ${progressSnapshots} where ${progressSnapshots.id} in (${dueRows("snapshots", p, 5_000)})`,
  ),
  imports: sqlWrite(
    "retention_imports",
    (p: Params<Batch>) => sql`
      delete from ${peopleImportRows} where ${peopleImportRows.importId} in (${dueRows("imports", p, 10)})`,
  ),
  // As if they had asked: with the school's days of grace, in which an admin can take it back.
  leavers: sqlWrite(
    "retention_leavers",
    (p: Params<Batch>) => sql`
      insert into ${erasures} (id, school_id, user_id, requested_by, due_at)
      select gen_random_uuid()::text, ${p.schoolId}, d.id, d.id, ${p.dueAt}::timestamptz from (${dueRows("leavers", p, 500)}) d
      on conflict do nothing`,
  ),
};

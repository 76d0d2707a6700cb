import { eq, sql } from "drizzle-orm";
import { migrationSteps } from "#src/features/framework-migrations/rules.ts";
import type { MigrationStatus } from "#src/features/framework-migrations/values.ts";
import { type Params, type RowOf, statement } from "#src/platform/db/statement.ts";
import { frameworkMigrations } from "#src/platform/db/tables/framework-migrations.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { assertStep } from "#src/policy/assert-step.ts";

const m = frameworkMigrations;

/** Moves a migration that the caller has locked; refuses a step that is not in its table. */
export function moveMigration(
  tx: Tx,
  migration: { id: string; status: MigrationStatus },
  to: MigrationStatus,
  by: "admin" | "job",
  error: string | null = null,
): void {
  assertStep(migrationSteps, migration.status, to, by);
  tx.send(updateStatus, { id: migration.id, status: to, error });
}

export type Migration = RowOf<typeof lockRow>;

/** Everything that changes a migration or its students takes this lock, so that two at once wait for each other. */
export async function lockMigration(tx: Tx, id: string): Promise<Migration | undefined> {
  return (await tx.query(lockRow, { id }))[0];
}

const lockRow = statement("migration_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({
      id: m.id,
      schoolId: m.schoolId,
      fromTemplateId: m.fromTemplateId,
      toTemplateId: m.toTemplateId,
      cohortId: m.cohortId,
      status: m.status,
      reopens: m.reopens,
      dueAt: m.dueAt,
      notifications: m.notifications,
      lateJoiners: m.lateJoiners,
      startedAt: m.startedAt,
    })
    .from(m)
    .where(eq(m.id, p.id))
    .for("update"),
);

const updateStatus = statement(
  "migration_move",
  (db, p: Params<{ id: string; status: MigrationStatus; error: string | null }>) =>
    db
      .update(m)
      .set({
        status: p.status,
        error: p.error,
        updatedAt: sql`now()`,
        startedAt: sql`case when ${p.status} = 'MOVING' then coalesce(${m.startedAt}, now()) else ${m.startedAt} end`,
        finishedAt: sql`case when ${p.status} = 'MOVED' then now() else ${m.finishedAt} end`,
      })
      .where(eq(m.id, p.id)),
);

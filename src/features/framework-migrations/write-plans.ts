import { sql } from "drizzle-orm";
import type { StudentPlan } from "#src/features/framework-migrations/rules.ts";
import { type Params, sqlWrite } from "#src/platform/db/statement.ts";
import { frameworkMigrationStudents } from "#src/platform/db/tables/framework-migrations.ts";

/** The rows of `updatePlans`. */
export function planRows(plans: ReadonlyMap<string, StudentPlan>) {
  return [...plans].map(([id, { lines, counts, completed, total }]) => ({
    id,
    lines: lines.filter(({ kind }) => kind !== "SAME"),
    ...counts,
    completedBefore: completed.before,
    completedAfter: completed.after,
    totalBefore: total.before,
    totalAfter: total.after,
  }));
}

const ms = frameworkMigrationStudents;

/** Writes what a migration changes for each student. */
export const updatePlans = sqlWrite(
  "migration_update_plans",
  (p: Params<{ id: string; rows: string }>) => sql`
    update ${ms} set lines = r.lines, same = r.same, changed = r.changed, added = r.added, retired = r.retired,
      below = r.below, open_changes = r."openChanges", retired_evidence = r."retiredEvidence", evidence = r.evidence,
      completed_before = r."completedBefore", completed_after = r."completedAfter",
      total_before = r."totalBefore", total_after = r."totalAfter"
    from jsonb_to_recordset(${p.rows}::jsonb) as r (id text, lines jsonb, same int, changed int, added int, retired int,
      below int, "openChanges" int, "retiredEvidence" int, evidence int, "completedBefore" int, "completedAfter" int,
      "totalBefore" int, "totalAfter" int)
    where ${ms.migrationId} = ${p.id} and ${ms.studentId} = r.id`,
);

import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Migration } from "#src/features/framework-migrations/move-migration.ts";
import { changeWords, type StudentPlan } from "#src/features/framework-migrations/rules.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { emitProgress } from "#src/features/progress/emit-progress.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

/** Open dashboards of the students update; and each gets one message if the admin asked for it. */
export async function announceStudents(
  tx: Tx,
  migration: Migration,
  moved: ReadonlyMap<string, StudentPlan>,
): Promise<void> {
  await emitProgress(
    tx,
    migration.schoolId,
    [...moved].flatMap(([, { moves, withdrawn }]) => moves[0]?.assignmentId ?? withdrawn[0] ?? []),
  );
  if (!migration.notifications) return;
  const [framework] = await tx.query(selectName, { id: migration.toTemplateId });
  notify(
    tx,
    ...[...moved].map(([userId, plan]) => ({
      template: "versionMoved" as const,
      schoolId: migration.schoolId,
      userId,
      variables: { framework_name: framework?.name ?? "", changes: changeWords(plan) },
      payload: { migrationId: migration.id },
    })),
  );
}

const selectName = sqlStatement(
  "migration_framework_name",
  z.object({ name: z.string() }),
  (p: Params<{ id: string }>) => sql`
    select ${competencyTemplates.name} from ${competencyTemplates} where ${competencyTemplates.id} = ${p.id}`,
);

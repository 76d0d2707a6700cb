import { sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { events } from "#src/features/framework-migrations/events.ts";
import type { MigrationAnswer, undoBody } from "#src/features/framework-migrations/schema.ts";
import { change, record } from "#src/features/framework-migrations/start-migration.ts";
import { refusalSql } from "#src/features/framework-migrations/undo-migration.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { frameworkMigrationStudents, frameworkMigrations } from "#src/platform/db/tables/framework-migrations.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

const reasons = {
  ASSESSED: "was assessed since",
  BEGUN: "has an assessment on the new version that was begun since",
  CHANGED: "has work that was changed since",
};

/**
 * The admin moves students back, or everybody of the move; a job does it. One student who cannot be moved back is an
 * answer at once; of many, those who can are.
 */
export async function undoStudents(
  ctx: UserContext,
  id: string,
  { studentIds }: z.output<typeof undoBody>,
): Promise<MigrationAnswer> {
  return change(ctx, id, async (tx, migration) => {
    if (migration.startedAt === null || migration.status === "MOVING") {
      throw new AppError("conflict", "There is nothing to undo yet.");
    }
    const moved = await tx.query(selectMoved, {
      id,
      toId: migration.toTemplateId,
      studentIds: studentIds ?? null,
    });
    const free = moved.filter(({ refusal }) => refusal === null).map(({ studentId }) => studentId);
    const [first] = moved;
    if (free.length === 0) {
      const reason = first?.refusal && studentIds?.length === 1 ? ` This student ${reasons[first.refusal]}.` : "";
      throw new AppError("conflict", `Nobody of them can be moved back.${reason}`);
    }
    tx.send(updateUndoing, { id, studentIds: free });
    tx.send(forgetError, { id });
    // Those who join later follow the deployment, which goes back with everybody.
    if (studentIds === undefined) {
      await tx.query(restoreDeployments, { id, toId: migration.toTemplateId, fromId: migration.fromTemplateId });
    }
    record(tx, ctx, migration, "undo", { students: free.length });
    emit(tx, [events.undoRequested.of({ schoolId: migration.schoolId, data: { migrationId: id } })]);
  });
}

const ms = frameworkMigrationStudents;
const m = frameworkMigrations;
const d = competencyDeployments;

const selectMoved = sqlStatement(
  "migration_moved_students",
  z.object({ studentId: z.string(), refusal: z.enum(["ASSESSED", "BEGUN", "CHANGED"]).nullable() }),
  (p: Params<{ id: string; toId: string; studentIds: string[] | null }>) => sql`
    select ${ms.studentId} as "studentId", ${refusalSql(p.toId)} as refusal from ${ms}
    where ${ms.migrationId} = ${p.id} and ${isOneOf(ms.state, "MOVED")}
      and (${p.studentIds}::text[] is null or ${ms.studentId} = any(${p.studentIds}))`,
);

const updateUndoing = sqlWrite(
  "migration_ask_undo",
  (p: Params<{ id: string; studentIds: string[] }>) => sql`
    update ${ms} set state = 'UNDOING', refusal = null
    where ${ms.migrationId} = ${p.id} and ${ms.studentId} = any(${p.studentIds}) and ${isOneOf(ms.state, "MOVED")}`,
);

/** What stopped the undo before; that of the move itself is told by its status. */
const forgetError = sqlWrite(
  "migration_forget_error",
  (p: Params<{ id: string }>) => sql`
    update ${m} set error = null where ${m.id} = ${p.id} and ${isOneOf(m.status, "MOVED")}`,
);

const restoreDeployments = sqlWrite(
  "migration_restore_deployments",
  (p: Params<{ id: string; toId: string; fromId: string }>) => sql`
    update ${d} set template_id = ${p.fromId}, updated_at = now(),
      competency_ids = case when jsonb_typeof(kept."competencyIds") = 'array' then array(
        select jsonb_array_elements_text(kept."competencyIds")) end
    from ${m}, jsonb_to_recordset(${m.movedDeployments}) as kept (id text, "competencyIds" jsonb)
    where ${m.id} = ${p.id} and ${d.id} = kept.id and ${d.templateId} = ${p.toId}`,
);

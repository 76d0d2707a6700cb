import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { lockMigration, type Migration } from "#src/features/framework-migrations/move-migration.ts";
import { moveOpenWorkBack } from "#src/features/framework-migrations/open-work.ts";
import { emitProgress } from "#src/features/progress/emit-progress.ts";
import { lockProgressRows, rebuildProgress } from "#src/features/progress/queries.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { planAnew } from "#src/platform/db/plan-anew.ts";
import { type Params, type RowOf, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { achievements } from "#src/platform/db/tables/achievements.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { assignmentCycles, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencySubmissions } from "#src/platform/db/tables/competency-submissions.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { feedbackRounds } from "#src/platform/db/tables/feedback-rounds.ts";
import { frameworkMigrationStudents, frameworkMigrations } from "#src/platform/db/tables/framework-migrations.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

const undoneAtOnce = 25;

type Undoing = RowOf<typeof selectUndoing>;

/**
 * Moves back the students whose undo was asked for: rows as they were before the move, completion dates included. Whoever
 * was assessed since stays. It may be stopped at any point and run again.
 */
export async function undoMoves(actor: SystemActor, migrationId: string): Promise<void> {
  while (await withActor(actor, (tx) => undoBatch(tx, actor, migrationId))) wakeRelay();
  wakeRelay();
}

/** Records that an undo failed permanently. Who was not moved back stays moved, so that the admin can undo again. */
export async function stopUndo(actor: SystemActor, migrationId: string): Promise<void> {
  await withActor(actor, async (tx) => {
    if (!(await lockMigration(tx, migrationId))) return;
    tx.send(settleStopped, { id: migrationId, error: notAllUndone });
  });
  wakeRelay();
}

const notAllUndone =
  "Not every student could be moved back. Whoever was not is still on the new version; undo it again.";

async function undoBatch(tx: Tx, actor: SystemActor, id: string): Promise<boolean> {
  planAnew(tx);
  const migration = await lockMigration(tx, id);
  if (!migration) return false;
  const found = await tx.query(selectUndoing, { id, toId: migration.toTemplateId, limit: undoneAtOnce });
  if (found.length === 0) return false;
  await lockProgressRows(
    tx,
    found.map(({ studentId }) => studentId),
  );
  // Again, after the lock: somebody may have been assessed in between.
  const students = await tx.query(selectUndoing, { id, toId: migration.toTemplateId, limit: undoneAtOnce });
  const free = students.filter(({ refusal }) => refusal === null);
  const refused = students.filter(({ refusal }) => refusal !== null);
  await restore(tx, migration, free);
  await tx.query(settleUndone, {
    id,
    undone: free.map(({ studentId }) => studentId),
    refused: JSON.stringify(refused),
  });
  for (const { studentId } of free) {
    audit(tx, actor, {
      action: "framework_migration.undo_student",
      entityType: "framework_migration",
      entityId: id,
      schoolId: migration.schoolId,
      studentId,
    });
  }
  return true;
}

async function restore(tx: Tx, { id, schoolId }: Migration, students: readonly Undoing[]): Promise<void> {
  if (students.length === 0) return;
  const studentIds = students.map(({ studentId }) => studentId);
  const given = { id, studentIds };
  await moveOpenWorkBack(
    tx,
    studentIds,
    students.flatMap(({ moves }) => moves),
  );
  await tx.query(deleteMade, given);
  // What was withdrawn may become anything that it was, which another state may not.
  await tx.query(withdrawTouched, given);
  await tx.query(restoreAssignments, given);
  await tx.query(deleteCycles, given);
  await tx.query(restoreCycles, given);
  await tx.query(deleteAchievements, given);
  await tx.query(restoreAchievements, given);
  await rebuildProgress(tx, studentIds);
  await emitProgress(
    tx,
    schoolId,
    students.flatMap(({ moves, first }) => moves[0]?.id ?? first ?? []),
  );
}

const ms = frameworkMigrationStudents;
const a = competencyAssignments;
const e = evaluations;

/** A competency of the new version, in which something was begun after the move. */
const ofNewVersion = (competencyId: SQL, toId: SQL) => sql`exists (
  select from ${competencies} where ${competencies.id} = ${competencyId} and ${competencies.templateId} = ${toId})`;

/** Why a student may not be moved back any more; null where they may. */
export const refusalSql = (toId: SQL) => sql`case
  when exists (select from ${e} where ${e.studentId} = ${ms.studentId} and ${e.signedAt} > ${ms.movedAt} and not ${e.isSelf})
    then 'ASSESSED'
  when exists (select from ${assessments} where ${assessments.studentId} = ${ms.studentId}
      and ${assessments.createdAt} > ${ms.movedAt} and ${isOneOf(assessments.status, "REQUESTED", "DRAFT", "SUBMITTED", "APPROVED", "REJECTED")}
      and ${ofNewVersion(sql`${assessments.competencyId}`, toId)})
    or exists (select from ${competencySubmissions} where ${competencySubmissions.studentId} = ${ms.studentId}
      and ${competencySubmissions.createdAt} > ${ms.movedAt} and ${ofNewVersion(sql`${competencySubmissions.competencyId}`, toId)})
    or exists (select from ${feedbackRounds} where ${feedbackRounds.studentId} = ${ms.studentId}
      and ${feedbackRounds.createdAt} > ${ms.movedAt} and ${ofNewVersion(sql`${feedbackRounds.competencyId}`, toId)})
    then 'BEGUN'
  when exists (select from ${a} where ${a.userId} = ${ms.studentId} and ${a.updatedAt} > ${ms.movedAt}
      and (${a.id} in (select k.line ->> 'id' from jsonb_array_elements(${ms.kept} -> 'assignments') as k (line))
        or ${ms.kept} -> 'made' ? ${a.id}))
    then 'CHANGED'
  end`;

const selectUndoing = sqlStatement(
  "migration_undoing_students",
  z.object({
    studentId: z.string(),
    refusal: z.enum(["ASSESSED", "BEGUN", "CHANGED"]).nullable(),
    first: z.string().nullable(),
    moves: z.array(z.object({ id: z.string(), from: z.string(), to: z.string() })),
  }),
  (p: Params<{ id: string; toId: string; limit: number }>) => sql`
    select ${ms.studentId} as "studentId", ${refusalSql(p.toId)} as refusal, ${ms.kept} #>> '{assignments,0,id}' as first,
      coalesce((select json_agg(json_build_object('id', ${a.id}, 'from', k.line ->> 'competency_id', 'to', ${a.competencyId}))
        from jsonb_array_elements(${ms.kept} -> 'assignments') as k (line) join ${a} on ${a.id} = k.line ->> 'id'
        where ${a.competencyId} <> k.line ->> 'competency_id'), '[]') as moves
    from ${ms} where ${ms.migrationId} = ${p.id} and ${isOneOf(ms.state, "UNDOING")}
    order by ${ms.studentId} limit ${p.limit}`,
);

type Given = { id: string; studentIds: string[] };
const ofGiven = (p: Params<Given>) => sql`${ms.migrationId} = ${p.id} and ${ms.studentId} = any(${p.studentIds})`;

const deleteMade = sqlWrite(
  "migration_undo_made",
  (p: Params<Given>) => sql`
    delete from ${a} using ${ms} where ${ofGiven(p)} and ${a.userId} = ${ms.studentId} and ${ms.kept} -> 'made' ? ${a.id}`,
);

const withdrawTouched = sqlWrite(
  "migration_undo_withdraw",
  (p: Params<Given>) => sql`
    update ${a} set status = 'WITHDRAWN'
    from ${ms}, jsonb_to_recordset(${ms.kept} -> 'assignments') as kept (id text, status text)
    where ${ofGiven(p)} and ${a.id} = kept.id and ${a.status} <> 'WITHDRAWN'`,
);

const restored = [
  "competency_id",
  "earlier_competency_ids",
  "deployment_id",
  "status",
  "progress_percentage",
  "due_date",
  "completion_date",
  "result",
  "observations",
  "evaluators",
  "days",
  "cycle_starts_at",
  "updated_at",
].map((name) => sql.identifier(name));

const restoreAssignments = sqlWrite(
  "migration_undo_assignments",
  (p: Params<Given>) => sql`
    update ${a} set (${sql.join(restored, sql`, `)}) = row(${sql.join(
      restored.map((name) => sql`kept.${name}`),
      sql`, `,
    )})
    from ${ms}, jsonb_populate_recordset(null::${a}, ${ms.kept} -> 'assignments') kept
    where ${ofGiven(p)} and ${a.id} = kept.id`,
);

const deleteCycles = sqlWrite(
  "migration_undo_delete_cycles",
  (p: Params<Given>) => sql`
    delete from ${assignmentCycles} using ${ms}, jsonb_to_recordset(${ms.kept} -> 'assignments') as kept (id text)
    where ${ofGiven(p)} and ${assignmentCycles.assignmentId} = kept.id`,
);

const restoreCycles = sqlWrite(
  "migration_undo_cycles",
  (p: Params<Given>) => sql`
    insert into ${assignmentCycles}
    select kept.* from ${ms}, jsonb_populate_recordset(null::${assignmentCycles}, ${ms.kept} -> 'cycles') kept where ${ofGiven(p)}`,
);

/** Of what the move unlocked. */
const deleteAchievements = sqlWrite(
  "migration_undo_delete_achievements",
  (p: Params<Given>) => sql`
    delete from ${achievements} using ${ms} where ${ofGiven(p)} and ${achievements.studentId} = ${ms.studentId}
      and ${achievements.unlockedAt} >= ${ms.movedAt} and ${achievements.id} not in (
        select k.line ->> 'id' from jsonb_array_elements(${ms.kept} -> 'achievements') as k (line))`,
);

const restoreAchievements = sqlWrite(
  "migration_undo_achievements",
  (p: Params<Given>) => sql`
    update ${achievements} set ref = kept.ref, name = kept.name, revoked_at = kept.revoked_at, is_untold = kept.is_untold
    from ${ms}, jsonb_populate_recordset(null::${achievements}, ${ms.kept} -> 'achievements') kept
    where ${ofGiven(p)} and ${achievements.id} = kept.id`,
);

const settleUndone = sqlWrite(
  "migration_settle_undone",
  (p: Params<{ id: string; undone: string[]; refused: string }>) => sql`
    with refused as (select * from jsonb_to_recordset(${p.refused}::jsonb) as r ("studentId" text, refusal text)),
    touched as (
      update ${ms} set state = case when ${ms.studentId} = any(${p.undone}) then 'UNDONE' else 'MOVED' end,
        undone_at = case when ${ms.studentId} = any(${p.undone}) then now() end,
        refusal = (select refused.refusal from refused where refused."studentId" = ${ms.studentId})
      where ${ms.migrationId} = ${p.id} and ${isOneOf(ms.state, "UNDOING")}
        and (${ms.studentId} = any(${p.undone}) or ${ms.studentId} in (select "studentId" from refused))
      returning ${ms.studentId})
    update ${frameworkMigrations} set updated_at = now() where ${frameworkMigrations.id} = ${p.id} and exists (select from touched)`,
);

const settleStopped = sqlWrite(
  "migration_stop_undo",
  (p: Params<{ id: string; error: string }>) => sql`
    with stopped as (
      update ${ms} set state = 'MOVED' where ${ms.migrationId} = ${p.id} and ${isOneOf(ms.state, "UNDOING")}
      returning ${ms.studentId})
    update ${frameworkMigrations} set error = ${p.error}, updated_at = now()
    where ${frameworkMigrations.id} = ${p.id} and exists (select from stopped)`,
);

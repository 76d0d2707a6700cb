import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { events } from "#src/features/framework-migrations/events.ts";
import { pairOf, planStudents, type Versions } from "#src/features/framework-migrations/load-students.ts";
import { lockMigration, type Migration, moveMigration } from "#src/features/framework-migrations/move-migration.ts";
import { moveStudents } from "#src/features/framework-migrations/move-students.ts";
import { migrationSteps } from "#src/features/framework-migrations/rules.ts";
import { planRows, updatePlans } from "#src/features/framework-migrations/write-plans.ts";
import { lockProgressRows } from "#src/features/progress/queries.ts";
import { allowsStep } from "#src/lib/state-table.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { planAnew } from "#src/platform/db/plan-anew.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { frameworkMigrationStudents, frameworkMigrations } from "#src/platform/db/tables/framework-migrations.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { takesPart } from "#src/platform/db/taking-part.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { SystemActor } from "#src/policy/actor.ts";

/** How many students one transaction previews, and moves: a compromise between speed and the time locks are held. */
const previewedAtOnce = 100;
const usually = { movedAtOnce: 25 };

/**
 * Previews a migration, or carries it out, by its status: some students at a time, each batch in one transaction. It may
 * be stopped at any point and run again, also twice at once: what is done is skipped, and batches of one migration wait
 * for each other.
 */
export async function runMigration(actor: SystemActor, migrationId: string, batches = usually): Promise<void> {
  const found = await withActor(actor, async (tx) => {
    const migration = await lockMigration(tx, migrationId);
    return migration && { migration, versions: await pairOf(tx, migration.fromTemplateId, migration.toTemplateId) };
  });
  if (!found) return;
  const { migration, versions } = found;
  const step = migration.status === "PREVIEWING" ? previewBatch : migration.status === "MOVING" ? moveBatch : undefined;
  if (!step) return;
  while (await withActor(actor, (tx) => step(tx, { actor, id: migration.id, versions, ...batches }))) wakeRelay();
  wakeRelay();
}

/** Records that a migration failed permanently. What was moved stays moved; an admin may go on, or undo it. */
export async function failMigration(actor: SystemActor, migrationId: string): Promise<void> {
  await withActor(actor, async (tx) => {
    const migration = await lockMigration(tx, migrationId);
    if (!migration || !allowsStep(migrationSteps, migration.status, "FAILED", "job")) return;
    const words = migration.status === "PREVIEWING" ? notPreviewed : notAllMoved;
    moveMigration(tx, migration, "FAILED", "job", words);
  });
}

const notPreviewed = "The preview could not be finished. Nothing has changed.";
const notAllMoved = "Not every student could be moved. Whoever was moved stays moved; go on to move the rest.";

type Batch = { actor: SystemActor; id: string; versions: Versions; movedAtOnce: number };

/** Previews the next students; false when there are no more, and the preview is ready. */
async function previewBatch(tx: Tx, { id, versions }: Batch): Promise<boolean> {
  planAnew(tx);
  const migration = await lockMigration(tx, id);
  if (migration?.status !== "PREVIEWING") return false;
  const students = await tx.query(selectUnplanned, {
    id,
    fromId: versions.fromId,
    cohortId: migration.cohortId,
    limit: previewedAtOnce,
  });
  if (students.length === 0) {
    moveMigration(tx, migration, "READY", "job");
    tx.send(updateTotal, { id });
    return false;
  }
  const studentIds = students.map((student) => student.id);
  const plans = await planStudents(tx, versions, studentIds);
  tx.send(insertStudents, { id, schoolId: migration.schoolId, studentIds });
  tx.send(updatePlans, { id, rows: JSON.stringify(planRows(plans)) });
  return true;
}

/** Moves the next students; false when there are no more, and the migration is over. */
async function moveBatch(tx: Tx, { actor, id, versions, movedAtOnce }: Batch): Promise<boolean> {
  planAnew(tx);
  const migration = await lockMigration(tx, id);
  if (migration?.status !== "MOVING") return false;
  const students = await tx.query(selectPlanned, { id, limit: movedAtOnce });
  if (students.length === 0) {
    await finish(tx, actor, migration);
    return false;
  }
  const studentIds = students.map(({ studentId }) => studentId);
  await lockProgressRows(tx, studentIds);
  // After the lock: what was signed until now counts, and differs from the preview.
  const plans = await planStudents(tx, versions, studentIds);
  await moveStudents(tx, actor, migration, plans);
  return true;
}

async function finish(tx: Tx, actor: SystemActor, migration: Migration): Promise<void> {
  moveMigration(tx, migration, "MOVED", "job");
  if (migration.lateJoiners) {
    const { id, fromTemplateId: fromId, toTemplateId: toId, cohortId } = migration;
    await tx.query(keepDeployments, { id, fromId, cohortId });
    await tx.query(moveDeployments, { id, fromId, toId });
  }
  const data = { migrationId: migration.id };
  emit(tx, [events.finished.of({ schoolId: migration.schoolId, data })]);
  audit(tx, actor, {
    action: "framework_migration.finish",
    entityType: "framework_migration",
    entityId: migration.id,
    schoolId: migration.schoolId,
  });
}

const m = frameworkMigrations;
const ms = frameworkMigrationStudents;
const d = competencyDeployments;

const selectUnplanned = sqlStatement(
  "migration_unplanned_students",
  z.object({ id: z.string() }),
  (p: Params<{ id: string; fromId: string; cohortId: string | null; limit: number }>) => sql`
    select ${users.id} from ${users}
    where ${takesPart(users)} and (${p.cohortId}::text is null or ${users.cohortId} = ${p.cohortId})
      and ${users.id} in (
        select ${competencyAssignments.userId} from ${competencyAssignments}
        join ${competencies} on ${competencies.id} = ${competencyAssignments.competencyId}
        where ${competencies.templateId} = ${p.fromId} and ${isNoneOf(competencyAssignments.status, "WITHDRAWN")}
          and ${competencyAssignments.schoolId} = ${users.schoolId})
      and not exists (select from ${ms} where ${ms.migrationId} = ${p.id} and ${ms.studentId} = ${users.id})
    order by ${users.id} limit ${p.limit}`,
);

const insertStudents = sqlWrite(
  "migration_insert_students",
  (p: Params<{ id: string; schoolId: string; studentIds: string[] }>) => sql`
    insert into ${ms} (${columns(ms.migrationId, ms.studentId, ms.schoolId)})
    select ${p.id}, given.id, ${p.schoolId} from unnest(${p.studentIds}::text[]) as given (id)
    on conflict do nothing`,
);

const updateTotal = statement("migration_total", (db, p: Params<{ id: string }>) =>
  db
    .update(m)
    .set({ studentsTotal: sql`(select count(*) from ${ms} where ${ms.migrationId} = ${m.id})` })
    .where(eq(m.id, p.id)),
);

const selectPlanned = sqlStatement(
  "migration_planned_students",
  z.object({ studentId: z.string() }),
  (p: Params<{ id: string; limit: number }>) => sql`
    select ${ms.studentId} as "studentId" from ${ms}
    where ${ms.migrationId} = ${p.id} and ${isOneOf(ms.state, "PLANNED")} order by ${ms.studentId} limit ${p.limit}`,
);

/** Deployments of the version whose groups are those of the migration, with what they give now. */
const keepDeployments = sqlWrite(
  "migration_keep_deployments",
  (p: Params<{ id: string; fromId: string; cohortId: string | null }>) => sql`
    update ${m} set moved_deployments = coalesce((
      select jsonb_agg(jsonb_build_object('id', ${d.id}, 'competencyIds', ${d.competencyIds})) from ${d}
      where ${d.templateId} = ${p.fromId} and ${d.schoolId} = ${m.schoolId} and ${isOneOf(d.status, "SCHEDULED", "ACTIVE")}
        and (${p.cohortId}::text is null or not exists (
          select from ${deploymentTargets} where ${deploymentTargets.deploymentId} = ${d.id}
            and not (${deploymentTargets.targetType} = 'cohort' and ${deploymentTargets.targetId} = ${p.cohortId})))), '[]')
    where ${m.id} = ${p.id}`,
);

/** They give the new version from now on; of one that gives some competencies, those that replace them. */
const moveDeployments = sqlWrite(
  "migration_move_deployments",
  (p: Params<{ id: string; fromId: string; toId: string }>) => sql`
    update ${d} set template_id = ${p.toId}, updated_at = now(),
      competency_ids = case when ${d.competencyIds} is not null then array(
        select ${competencies.id} from ${competencies} where ${competencies.templateId} = ${p.toId}
          and ${competencies.replacesId} = any(${d.competencyIds})) end
    where ${d.id} in (select kept.id from ${m}, jsonb_to_recordset(${m.movedDeployments}) as kept (id text) where ${m.id} = ${p.id})`,
);

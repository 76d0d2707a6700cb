import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Migration } from "#src/features/framework-migrations/move-migration.ts";
import { moveOpenWork } from "#src/features/framework-migrations/open-work.ts";
import type { StudentPlan } from "#src/features/framework-migrations/rules.ts";
import { announceStudents } from "#src/features/framework-migrations/tell-students.ts";
import { planRows, updatePlans } from "#src/features/framework-migrations/write-plans.ts";
import { revokeMilestones, unlockMilestones } from "#src/features/progress/milestones.ts";
import { rebuildProgress } from "#src/features/progress/queries.ts";
import { recountAssignment } from "#src/features/progress/recount-assignment.ts";
import type { Milestone } from "#src/features/progress/rules.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { achievements } from "#src/platform/db/tables/achievements.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import {
  assignmentCycles,
  assignmentDeployments,
  competencyAssignments,
} from "#src/platform/db/tables/competency-assignments.ts";
import { frameworkMigrationStudents, frameworkMigrations } from "#src/platform/db/tables/framework-migrations.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { SystemActor } from "#src/policy/actor.ts";

type Plans = ReadonlyMap<string, StudentPlan>;

/**
 * Moves students whose progress rows the caller has locked, by plans made after the lock. Assessments stay as they were
 * signed; the assignment moves to the competency that replaces its own, and keeps the evidence of the earlier one.
 */
export async function moveStudents(tx: Tx, actor: SystemActor, migration: Migration, plans: Plans): Promise<void> {
  const { id, schoolId, fromTemplateId: fromId, toTemplateId: toId } = migration;
  tx.send(updatePlans, { id, rows: JSON.stringify(planRows(plans)) });
  const settled = new Map<string, "MOVED" | "LEFT_OUT" | "SKIPPED">();
  for (const [studentId, plan] of plans) {
    const hasWork = plan.moves.length > 0 || plan.withdrawn.length > 0;
    const isLeft = !migration.reopens && plan.counts.below > 0;
    settled.set(studentId, !hasWork ? "SKIPPED" : isLeft ? "LEFT_OUT" : "MOVED");
  }
  const moved: Plans = new Map([...plans].filter(([studentId]) => settled.get(studentId) === "MOVED"));
  const made = [...moved].flatMap(([studentId, { added }]) =>
    added.map((one) => ({ ...one, id: newId(), studentId, dueDate: migration.dueAt ?? one.dueDate })),
  );
  await tx.query(keepRows, { id, rows: JSON.stringify(keptRows(moved, made)) });
  const moves = [...moved.values()].flatMap((plan) =>
    plan.moves.map((move) => ({
      ...move,
      due: reopens(plan, move.to) ? (migration.dueAt?.toISOString() ?? null) : null,
    })),
  );
  const withdrawn = [
    ...[...moved.values()].flatMap((plan) => plan.withdrawn),
    ...moves.flatMap(({ assignmentId, mergesInto }) => (mergesInto === null ? [] : assignmentId)),
  ];
  const studentIds = [...moved.keys()];
  await tx.query(mergeAssignments, { moves: JSON.stringify(moves.filter(({ mergesInto }) => mergesInto !== null)) });
  await tx.query(withdrawAssignments, { ids: withdrawn });
  await tx.query(moveAssignments, { moves: JSON.stringify(moves.filter(({ mergesInto }) => mergesInto === null)) });
  await tx.query(addAssignments, { schoolId, rows: JSON.stringify(made) });
  await tx.query(linkAssignments, { schoolId, rows: JSON.stringify(made) });
  await moveOpenWork(tx, { id, studentIds, moves });
  await tx.query(renameMilestones, { studentIds, fromId, toId, moves: JSON.stringify(moves) });
  await rebuildProgress(tx, studentIds);
  for (const { assignmentId, isRecounted, mergesInto } of moves) {
    if (mergesInto !== null || isRecounted) await recountAssignment(tx, mergesInto ?? assignmentId, "migration");
  }
  await settleMilestones(tx, migration, moved);
  tx.send(settleStudents, {
    id,
    rows: JSON.stringify([...settled].map(([studentId, state]) => ({ studentId, state }))),
  });
  tx.send(updateDone, { id });
  await announceStudents(tx, migration, moved);
  for (const studentId of studentIds) {
    audit(tx, actor, {
      action: "framework_migration.move_student",
      entityType: "framework_migration",
      entityId: id,
      schoolId,
      studentId,
    });
  }
}

function reopens({ lines }: StudentPlan, competencyId: string): boolean {
  return lines.some((line) => line.kind === "BELOW" && line.competencyId === competencyId);
}

/** By student, the assignments that change and those that are made. */
function keptRows(moved: Plans, made: readonly { id: string; studentId: string }[]) {
  return [...moved].map(([studentId, { moves, withdrawn }]) => ({
    studentId,
    touched: [
      ...withdrawn,
      ...moves.flatMap(({ assignmentId, mergesInto }) =>
        mergesInto === null ? [assignmentId] : [assignmentId, mergesInto],
      ),
    ],
    made: made.flatMap((one) => (one.studentId === studentId ? one.id : [])),
  }));
}

/** What was completed in a category or in the framework does not stand where the version adds to it; and may stand now. */
async function settleMilestones(tx: Tx, { toTemplateId, schoolId }: Migration, moved: Plans): Promise<void> {
  const categories = await tx.query(selectCategories, { toId: toTemplateId });
  const framework: Milestone = {
    kind: "framework",
    ref: toTemplateId,
    name: null,
    of: { templateId: toTemplateId, category: null },
  };
  const milestones: Milestone[] = [
    framework,
    ...categories.map(
      ({ category }): Milestone => ({
        kind: "category",
        ref: `${toTemplateId}/${category}`,
        name: category,
        of: { templateId: toTemplateId, category },
      }),
    ),
  ];
  for (const [studentId, { completed, total }] of moved) {
    revokeMilestones(tx, { schoolId, studentId }, milestones);
    if (completed.after === total.after && total.after > 0) unlockMilestones(tx, { schoolId, studentId }, [framework]);
  }
}

const ms = frameworkMigrationStudents;
const a = competencyAssignments;
const t = achievements;

/** The rows as they are before the move. */
const keepRows = sqlWrite(
  "migration_keep_rows",
  (p: Params<{ id: string; rows: string }>) => sql`
    update ${ms} set kept = jsonb_build_object('made', r.made,
      'assignments', coalesce((select jsonb_agg(to_jsonb(a)) from ${a} a where a.id = any(r.touched)), '[]'),
      'cycles', coalesce((select jsonb_agg(to_jsonb(y)) from ${assignmentCycles} y where y.assignment_id = any(r.touched)), '[]'),
      'achievements', coalesce((select jsonb_agg(to_jsonb(t)) from ${t} t where t.student_id = r."studentId"), '[]'))
    from jsonb_to_recordset(${p.rows}::jsonb) as r ("studentId" text, touched text[], made text[])
    where ${ms.migrationId} = ${p.id} and ${ms.studentId} = r."studentId"`,
);

const moveAssignments = sqlWrite(
  "migration_move_assignments",
  (p: Params<{ moves: string }>) => sql`
    update ${a} set competency_id = r."to", earlier_competency_ids = ${a.earlierCompetencyIds} || ${a.competencyId},
      due_date = coalesce(r.due, ${a.dueDate}), updated_at = now()
    from jsonb_to_recordset(${p.moves}::jsonb) as r ("assignmentId" text, "to" text, due timestamptz)
    where ${a.id} = r."assignmentId"`,
);

/** The student has the new competency already: it takes over what the earlier one holds, and the earlier due date. */
const mergeAssignments = sqlWrite(
  "migration_merge_assignments",
  (p: Params<{ moves: string }>) => sql`
    update ${a} set earlier_competency_ids = ${a.earlierCompetencyIds} || old.earlier_competency_ids || old.competency_id,
      due_date = least(${a.dueDate}, old.due_date), updated_at = now()
    from jsonb_to_recordset(${p.moves}::jsonb) as r ("assignmentId" text, "mergesInto" text)
    join ${a} old on old.id = r."assignmentId"
    where ${a.id} = r."mergesInto"`,
);

const withdrawAssignments = sqlWrite(
  "migration_withdraw_assignments",
  (p: Params<{ ids: string[] }>) => sql`
    update ${a} set status = 'WITHDRAWN', updated_at = now() where ${a.id} = any(${p.ids})`,
);

const addedRow = sql`(id text, "studentId" text, "competencyId" text, "deploymentId" text, "dueDate" timestamptz)`;

const addAssignments = sqlWrite(
  "migration_add_assignments",
  (p: Params<{ schoolId: string; rows: string }>) => sql`
    insert into ${a} (${columns(a.id, a.schoolId, a.userId, a.competencyId, a.deploymentId, a.dueDate)})
    select r.id, ${p.schoolId}, r."studentId", r."competencyId", r."deploymentId", r."dueDate"
    from jsonb_to_recordset(${p.rows}::jsonb) as r ${addedRow}`,
);

const linkAssignments = sqlWrite(
  "migration_link_assignments",
  (p: Params<{ schoolId: string; rows: string }>) => sql`
    insert into ${assignmentDeployments} (${columns(
      assignmentDeployments.assignmentId,
      assignmentDeployments.deploymentId,
      assignmentDeployments.schoolId,
    )})
    select r.id, r."deploymentId", ${p.schoolId} from jsonb_to_recordset(${p.rows}::jsonb) as r ${addedRow}`,
);

/** What was unlocked is of the new version now, so that completing it again tells nobody a second time. */
const renameMilestones = sqlWrite(
  "migration_rename_milestones",
  (p: Params<{ studentIds: string[]; fromId: string; toId: string; moves: string }>) => sql`
    update ${t} set ref = named.ref
    from (
      select 'competency' as kind, r."from" as old, r."to" as ref
      from jsonb_to_recordset(${p.moves}::jsonb) as r ("from" text, "to" text)
      union
      select 'framework', ${p.fromId}, ${p.toId}
      union
      select 'category', ${p.fromId} || '/' || ${competencies.category}, ${p.toId} || '/' || ${competencies.category}
      from ${competencies} where ${competencies.templateId} = ${p.toId}) named
    where ${t.studentId} = any(${p.studentIds}) and ${t.kind} = named.kind and ${t.ref} = named.old
      and not exists (select from ${t} other
        where other.student_id = ${t.studentId} and other.kind = named.kind and other.ref = named.ref)`,
);

const selectCategories = sqlStatement(
  "migration_categories",
  z.object({ category: z.string() }),
  (p: Params<{ toId: string }>) => sql`
    select distinct ${competencies.category} from ${competencies} where ${competencies.templateId} = ${p.toId}`,
);

const settleStudents = sqlWrite(
  "migration_settle_students",
  (p: Params<{ id: string; rows: string }>) => sql`
    update ${ms} set state = r.state, moved_at = case when r.state = 'MOVED' then now() end
    from jsonb_to_recordset(${p.rows}::jsonb) as r ("studentId" text, state text)
    where ${ms.migrationId} = ${p.id} and ${ms.studentId} = r."studentId"`,
);

const updateDone = sqlWrite(
  "migration_count_done",
  (p: Params<{ id: string }>) => sql`
    update ${frameworkMigrations} set updated_at = now(), students_done = (
      select count(*) from ${ms} where ${ms.migrationId} = ${frameworkMigrations.id} and ${ms.state} <> 'PLANNED')
    where ${frameworkMigrations.id} = ${p.id}`,
);

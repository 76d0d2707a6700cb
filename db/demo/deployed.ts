import { sql } from "drizzle-orm";
import { z } from "zod";
import { rebuildProgress } from "#src/features/progress/queries.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { endOfDay } from "#src/lib/day.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { deploymentActItems, deploymentActs } from "#src/platform/db/tables/deployment-acts.ts";
import { placements } from "#src/platform/db/tables/placements.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { demoSchool, stableUuid } from "./people.ts";

const dayMs = 86_400_000;
const schoolId = demoSchool.id;

/** One that begins later, one relative to a rotation, and one that was extended and then withdrawn, with its history. */
export async function insertDeployed(
  tx: Tx,
  { adminId }: { adminId: string },
  frameworks: { core: { id: string } },
  midnight: number,
): Promise<void> {
  const at = (days: number) => new Date(midnight + days * dayMs);
  await insertRows(tx, competencyDeployments, [
    {
      ...{ id: "demo_deployment_scheduled", schoolId, templateId: frameworks.core.id, status: "SCHEDULED" },
      ...{ effectiveAt: at(21), dueFrom: "EFFECTIVE", dueOffset: 12, dueUnit: "WEEK", notifications: true },
      ...{ createdBy: adminId, createdAt: at(-2), updatedAt: at(-2) },
    },
  ]);
  await insertRows(tx, deploymentTargets, [
    { deploymentId: "demo_deployment_scheduled", schoolId, targetType: "program", targetId: "demo_program_pn" },
  ]);
  const facts = await tx.query(selectFacts, { rotationId: "demo_rotation_surgery" });
  const skills = [...new Set(facts.map(({ competencyId }) => competencyId))];
  const [first] = facts;
  if (!first) throw new Error("the demo school has students of surgery and skills that expire");
  const placed = [...new Map(facts.map((each) => [each.studentId, each])).values()];
  const given = { adminId, templateId: first.templateId, skills };
  await insertRelative(tx, given, placed.slice(0, 3), at);
  await insertWithdrawn(tx, given, placed.slice(3, 5), at);
  await rebuildProgress(
    tx,
    placed.slice(0, 5).map(({ studentId }) => studentId),
  );
}

type Given = { adminId: string; templateId: string; skills: readonly string[] };
type Placed = { studentId: string; endsOn: string };
type At = (days: number) => Date;

const assignmentIdOf = (deploymentId: string, studentId: string, competencyId: string) =>
  stableUuid(`deployed:${deploymentId}:${studentId}:${competencyId}`);

async function insertRelative(tx: Tx, given: Given, students: readonly Placed[], at: At): Promise<void> {
  const id = "demo_deployment_surgery";
  const count = students.length * given.skills.length;
  await insertRows(tx, competencyDeployments, [
    {
      ...{ id, schoolId, templateId: given.templateId, status: "ACTIVE", effectiveAt: at(-20) },
      ...{ dueFrom: "ROTATION_END", dueOffset: -1, dueUnit: "WEEK", dueRotationId: "demo_rotation_surgery" },
      ...{ assignmentsPlanned: count, assignmentsDone: count },
      ...{ createdBy: given.adminId, createdAt: at(-20), updatedAt: at(-20) },
    },
  ]);
  await insertGiven(tx, id, given, students, (student) => dueBefore(student, 7), at(-20));
  await insertActs(tx, given.adminId, id, [{ key: "create", kind: "CREATE", createdAt: at(-20) }]);
}

async function insertWithdrawn(tx: Tx, given: Given, students: readonly Placed[], at: At): Promise<void> {
  const id = "demo_deployment_withdrawn";
  const count = students.length * given.skills.length;
  const due = at(30);
  await insertRows(tx, competencyDeployments, [
    {
      ...{ id, schoolId, templateId: given.templateId, status: "WITHDRAWN", effectiveAt: at(-40), dueAt: due },
      ...{ assignmentsPlanned: count, assignmentsDone: count },
      ...{ createdBy: given.adminId, createdAt: at(-40), updatedAt: at(-9) },
    },
  ]);
  const detail = { scope: { type: "all" }, competencyIds: null, completedToo: false };
  const withdrawal = { key: "withdraw", kind: "WITHDRAW" as const, createdAt: at(-9), detail };
  await insertActs(tx, given.adminId, id, [
    { key: "create", kind: "CREATE", createdAt: at(-40) },
    {
      ...{ key: "move", kind: "MOVE_DUE", createdAt: at(-25), students: students.length, changed: count },
      ...{
        reason: "The skills lab is closed for two weeks.",
        detail: { scope: { type: "all" }, due: { moveByDays: 14 } },
      },
    },
    {
      ...{ ...withdrawal, students: students.length, changed: count },
      reason: "Assigned to the wrong students; the right cohort has it now.",
    },
  ]);
  await insertGiven(tx, id, given, students, () => due, at(-40), actIdOf(id, "withdraw"));
}

function dueBefore({ endsOn }: Placed, days: number): Date {
  const day = new Date(Date.parse(`${endsOn}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10);
  return endOfDay(day, demoSchool.timeZone);
}

async function insertGiven(
  tx: Tx,
  deploymentId: string,
  given: Given,
  students: readonly Placed[],
  dueOf: (student: Placed) => Date,
  createdAt: Date,
  withdrawnByAct: string | null = null,
): Promise<void> {
  const pairs = students.flatMap((student) =>
    given.skills.map((competencyId) => ({
      id: assignmentIdOf(deploymentId, student.studentId, competencyId),
      ...{ studentId: student.studentId, competencyId, dueAt: dueOf(student) },
    })),
  );
  await insertRows(
    tx,
    deploymentTargets,
    students.map(({ studentId }) => ({ deploymentId, schoolId, targetType: "student" as const, targetId: studentId })),
  );
  await insertRows(
    tx,
    competencyAssignments,
    pairs.map(({ id, studentId, competencyId, dueAt }) => ({
      ...{
        id,
        schoolId,
        userId: studentId,
        competencyId,
        deploymentId,
        dueDate: dueAt,
        createdAt,
        updatedAt: createdAt,
      },
      status: withdrawnByAct === null ? ("NOT_STARTED" as const) : ("WITHDRAWN" as const),
    })),
  );
  await insertRows(
    tx,
    assignmentDeployments,
    pairs.map(({ id, dueAt }) => ({
      assignmentId: id,
      deploymentId,
      schoolId,
      dueAt,
      withdrawnByAct,
      isDueByHand: false,
      isKept: false,
    })),
  );
  if (withdrawnByAct === null) return;
  await insertRows(
    tx,
    deploymentActItems,
    pairs.map(({ id, studentId, dueAt }) => ({
      ...{ actId: withdrawnByAct, assignmentId: id, schoolId, studentId, statusBefore: "NOT_STARTED" as const },
      ...{ dueBefore: dueAt, wasByHand: false },
    })),
  );
}

type NewAct = Pick<typeof deploymentActs.$inferInsert, "kind" | "detail" | "students" | "changed"> & {
  key: string;
  reason?: string;
  createdAt: Date;
};

/** In the order in which they happened, which is that of their ids. */
const actIdOf = (deploymentId: string, key: string) =>
  `demo_act_${deploymentId}_${key === "create" ? "1" : key === "move" ? "2" : "3"}`;

async function insertActs(tx: Tx, actorId: string, deploymentId: string, acts: readonly NewAct[]): Promise<void> {
  await insertRows(
    tx,
    deploymentActs,
    acts.map(({ key, kind, createdAt, reason: words = null, detail = {}, students = 0, changed = 0 }) => {
      const id = actIdOf(deploymentId, key);
      const reason = sealText(sealedFields.deploymentReason, { schoolId, rowId: id }, words);
      return {
        ...{ id, schoolId, deploymentId, kind, status: "DONE" as const, detail, reason },
        ...{ students, studentsDone: students, changed, skipped: 0, afterStudentId: "", actorId },
        ...{ createdAt, updatedAt: createdAt },
      };
    }),
  );
}

const factRow = z.object({
  studentId: z.string(),
  endsOn: z.string(),
  competencyId: z.string(),
  templateId: z.string(),
});

/** Students placed in a rotation who have nothing yet of the skills that expire, with those skills. */
const selectFacts = sqlStatement("demo_deployed_facts", factRow, (p: Params<{ rotationId: string }>) => {
  const a = competencyAssignments;
  return sql`
    select ${users.id} as "studentId", max(${placements.endsOn})::text as "endsOn",
           ${competencies.id} as "competencyId", ${competencyTemplates.id} as "templateId"
    from ${placements} join ${users} on ${users.id} = ${placements.studentId}
    join ${competencyTemplates} on ${competencyTemplates.schoolId} = ${users.schoolId}
      and ${competencyTemplates.name} = 'Recertification: skills that expire'
    join ${competencies} on ${competencies.templateId} = ${competencyTemplates.id}
    where ${placements.rotationId} = ${p.rotationId} and ${users.cohortId} = 'demo_cohort_bsn_2028'
      and not exists (select from ${a} join ${competencies} other on other.id = ${a.competencyId}
        where ${a.userId} = ${users.id} and other.template_id = ${competencyTemplates.id})
    group by ${users.id}, ${competencies.id}, ${competencyTemplates.id}, ${competencies.sortOrder}
    order by ${users.id}, ${competencies.sortOrder}`;
});

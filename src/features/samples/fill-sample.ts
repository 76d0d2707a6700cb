import { type DemoPlacement, makeHistory } from "#src/features/samples/history.ts";
import {
  addAssignment,
  addSnapshots,
  insertHistoryRows,
  noHistoryRows,
  paceOf,
} from "#src/features/samples/history-rows.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { insertSampleFramework } from "#src/features/samples/insert-sample-framework.ts";
import { inventedName, rotations } from "#src/features/samples/invented.ts";
import { selectCompetencies } from "#src/features/samples/queries.ts";
import { newId } from "#src/lib/ids.ts";
import { cohorts as cohortsTable } from "#src/platform/db/tables/cohorts.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { placementSupervisors, placements as placementsTable } from "#src/platform/db/tables/placements.ts";
import { programs as programsTable } from "#src/platform/db/tables/programs.ts";
import { rotations as rotationsTable } from "#src/platform/db/tables/rotations.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";

const dayMs = 86_400_000;
const studentCount = 60;
const supervisorCount = 12;
const cohortNames = ["Nursing, final year", "Nursing, second year"];
/** The names of the staff follow those of the students. */
const firstOfStaff = studentCount;

type Sample = { schoolId: string; timeZone: string; midnight: number };
type Student = { id: string; n: number; cohortId: string; schoolId: string };

/**
 * Fills an empty school with invented people and half a year of assessments that ends today. Everything is scored by the
 * rules, and the progress rows are those of a rebuild. Nobody has a password, and every address belongs to nobody.
 */
export async function fillSample(tx: Tx, given: { schoolId: string; timeZone: string; today: Date }): Promise<void> {
  const { schoolId, timeZone, today } = given;
  const midnight = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate());
  const sample: Sample = { schoolId, timeZone, midnight };
  const programId = newId();
  const cohorts = cohortNames.map((name) => ({ id: newId(), schoolId, programId, name }));
  await insertRows(tx, programsTable, [{ id: programId, schoolId, name: "BSc Nursing", code: "BSN" }]);
  await insertRows(tx, cohortsTable, cohorts);
  const { adminId, supervisorIds, students } = await insertPeople(tx, sample, programId, cohorts);
  const placements = await insertPlacements(tx, sample, students, supervisorIds);
  const templateId = await insertSampleFramework(tx, {
    schoolId,
    createdBy: adminId,
    title: "Registered Nurse: entry to practice (O*NET 29.3)",
  });
  await insertHistories(tx, sample, { adminId, templateId, cohorts, students, placements });
}

async function insertPeople(tx: Tx, { schoolId }: Sample, programId: string, cohorts: readonly { id: string }[]) {
  const person = (role: "STUDENT" | "CLINICAL_SUPERVISOR" | "SCHOOL_ADMIN", n: number, name: string) => ({
    id: newId(),
    schoolId,
    name,
    // An address is there once in all schools.
    email: `${role.toLowerCase().replaceAll("_", "-")}-${String(n + 1).padStart(2, "0")}@sample-${schoolId.slice(-8)}.invalid`,
    role,
  });
  const admin = person("SCHOOL_ADMIN", 0, inventedName(firstOfStaff));
  const supervisors = Array.from({ length: supervisorCount }, (_, n) =>
    person("CLINICAL_SUPERVISOR", n, inventedName(firstOfStaff + 1 + n)),
  );
  const students = Array.from({ length: studentCount }, (_, n) => ({
    ...person("STUDENT", n, inventedName(n)),
    programId,
    cohortId: cohortOf(n, cohorts),
    studentNumber: `S${String(1001 + n * 7)}`,
    yearOfStudy: cohorts.findIndex(({ id }) => id === cohortOf(n, cohorts)) === 0 ? 3 : 2,
  }));
  await insertRows(tx, users, [admin, ...supervisors]);
  await insertRows(tx, users, students);
  return {
    adminId: admin.id,
    supervisorIds: supervisors.map(({ id }) => id),
    students: students.map(({ id, cohortId }, n): Student => ({ id, n, cohortId, schoolId })),
  };
}

function cohortOf(n: number, cohorts: readonly { id: string }[]): string {
  return cohorts[Math.floor((n * cohorts.length) / studentCount)]?.id ?? "";
}

/** Two placements for each student: one that has ended and one that is running. Each rotation has two supervisors. */
async function insertPlacements(
  tx: Tx,
  { schoolId, midnight }: Sample,
  students: readonly Student[],
  supervisorIds: readonly string[],
): Promise<Map<string, DemoPlacement[]>> {
  const places = rotations.map(({ name, site, unit }, r) => ({
    row: {
      id: newId(),
      schoolId,
      name,
      site,
      unit,
      startsOn: dayText(midnight - 182 * dayMs),
      endsOn: dayText(midnight + 28 * dayMs),
    },
    supervisorIds: supervisorIds.slice(r * 2, r * 2 + 2),
  }));
  await insertRows(
    tx,
    rotationsTable,
    places.map(({ row }) => row),
  );
  const rows: (typeof placementsTable.$inferInsert)[] = [];
  const supervised: (typeof placementSupervisors.$inferInsert)[] = [];
  const placements = new Map<string, DemoPlacement[]>();
  for (const student of students) {
    const own = [true, false].flatMap((isOver): DemoPlacement[] => {
      const place = places[(student.n + (isOver ? 2 : 0)) % places.length];
      if (!place) return [];
      const placementId = newId();
      const startsAt = midnight - (isOver ? 182 : 63) * dayMs;
      const endsAt = midnight + (isOver ? -63 : 28) * dayMs;
      rows.push({
        id: placementId,
        schoolId,
        studentId: student.id,
        rotationId: place.row.id,
        startsOn: dayText(startsAt),
        endsOn: dayText(endsAt),
      });
      for (const supervisorId of place.supervisorIds) supervised.push({ placementId, supervisorId, schoolId });
      return [{ rotationId: place.row.id, startsAt, endsAt, supervisorIds: place.supervisorIds }];
    });
    placements.set(student.id, own);
  }
  await insertRows(tx, placementsTable, rows);
  await insertRows(tx, placementSupervisors, supervised);
  return placements;
}

type Plan = {
  adminId: string;
  templateId: string;
  cohorts: readonly { id: string }[];
  students: readonly Student[];
  placements: ReadonlyMap<string, DemoPlacement[]>;
};

/** The framework is assigned to each cohort, and its students are assessed at a pace of their own. */
async function insertHistories(tx: Tx, { schoolId, timeZone, midnight }: Sample, plan: Plan): Promise<void> {
  const competencies = await tx.query(selectCompetencies, { templateId: plan.templateId });
  const begun = new Date(midnight - 182 * dayMs);
  const deployments = plan.cohorts.map(({ id: cohortId }) => {
    const size = plan.students.filter((student) => student.cohortId === cohortId).length;
    return { id: newId(), cohortId, count: size * competencies.length };
  });
  await insertRows(
    tx,
    competencyDeployments,
    deployments.map(({ id, count }) => ({
      id,
      schoolId,
      templateId: plan.templateId,
      status: "ACTIVE",
      effectiveAt: begun,
      dueAt: new Date(midnight + 72 * dayMs),
      assignmentsPlanned: count,
      assignmentsDone: count,
      createdBy: plan.adminId,
      createdAt: begun,
      updatedAt: begun,
    })),
  );
  await insertRows(
    tx,
    deploymentTargets,
    deployments.map(({ id, cohortId }) => ({ deploymentId: id, schoolId, targetType: "cohort", targetId: cohortId })),
  );
  const tables = noHistoryRows();
  for (const student of plan.students) {
    const deploymentId = deployments.find(({ cohortId }) => cohortId === student.cohortId)?.id ?? "";
    const history = makeHistory({
      student: student.id,
      seed: 5000 + student.n,
      today: midnight,
      competencies,
      placements: plan.placements.get(student.id) ?? [],
      ...paceOf(student.n, competencies.length),
      timeZone,
    });
    for (const [index, assignment] of history.entries()) {
      const competency = competencies[index];
      if (competency) addAssignment(tables, student, assignment, { competency, deploymentId }, midnight);
    }
    addSnapshots(tables.snapshots, student, history, midnight);
  }
  await insertHistoryRows(
    tx,
    tables,
    plan.students.map(({ id }) => id),
  );
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

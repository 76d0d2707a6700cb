import { readFileSync } from "node:fs";
import { and, eq, isNotNull, sql } from "drizzle-orm";
import { refreshHistory } from "#src/features/analytics/jobs.ts";
import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { type FrameworkSettings, insertFramework } from "#src/features/frameworks/insert-framework.ts";
import { moveFramework } from "#src/features/frameworks/move-framework.ts";
import { refreshStudents } from "#src/features/predictions/refresh-students.ts";
import { deleteSchoolRows } from "#src/features/samples/delete-school-rows.ts";
import { type DemoCompetency, type DemoPlacement, makeHistory } from "#src/features/samples/history.ts";
import {
  addAssignment,
  addSnapshots,
  insertHistoryRows,
  noHistoryRows,
  paceOf,
} from "#src/features/samples/history-rows.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { selectCompetencies } from "#src/features/samples/queries.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { cohorts as cohortsTable } from "#src/platform/db/tables/cohorts.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { competencyTemplateItems } from "#src/platform/db/tables/competency-templates.ts";
import { notificationChoices, notificationQueue, phoneNumbers } from "#src/platform/db/tables/notifications.ts";
import { placementSupervisors, placements as placementsTable } from "#src/platform/db/tables/placements.ts";
import { programs as programsTable } from "#src/platform/db/tables/programs.ts";
import { rotations as rotationsTable } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { hashPassword, setPassword } from "#src/platform/identity/passwords.ts";
import { sealedFields, sealField } from "#src/platform/sealed/field.ts";
import { decodeText } from "#src/platform/tables/decode-text.ts";
import { systemActor } from "#src/policy/actor.ts";
import { insertCertificates } from "./certificates.ts";
import { addEvidenceOfEveryKind, shapeCompetency } from "./competency-evidence.ts";
import { insertDeployed } from "./deployed.ts";
import { insertEvidenceFiles } from "./evidence-files.ts";
import { insertFeedback } from "./feedback.ts";
import { insertFlag } from "./flags.ts";
import { insertFollowed } from "./followed.ts";
import { insertFrameworkDraft } from "./framework-draft.ts";
import { insertHours } from "./hours.ts";
import { insertJoining } from "./joining.ts";
import {
  admin,
  cohorts,
  demoPassword,
  demoSchool,
  programs,
  rotations,
  stableUuid,
  studentEmail,
  studentName,
  studentsPerCohort,
  superAdmin,
  supervisors,
} from "./people.ts";
import { insertPeopleImport } from "./people-import.ts";
import { insertPhrases } from "./phrases.ts";
import { insertPrivacy } from "./privacy.ts";
import { insertQueue } from "./queue.ts";
import { insertRenewals } from "./renewals.ts";
import { insertReports } from "./reports.ts";
import { insertRequests } from "./requests.ts";
import { insertEveryScale } from "./scales.ts";
import { harbour, insertSchools } from "./schools.ts";
import { insertSkillsLab } from "./skills-lab.ts";
import { insertStandards } from "./standards.ts";
import { insertSubmissions } from "./submissions.ts";
import { insertUse } from "./use.ts";
import { insertNextVersion } from "./versions.ts";

const dayMs = 86_400_000;
const actor = systemActor("load the demo school");

/** Loads the demo school in one transaction, all or nothing. Its half year ends at `today`. */
export async function loadDemoSchool(today: Date): Promise<void> {
  const passwordHash = await hashPassword(demoPassword);
  await withActor(actor, async (tx) => {
    const midnight = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate());
    await insertPlaces(tx, midnight);
    const people = await insertPeople(tx);
    await insertSmsChoice(tx);
    for (const { id } of [...people.staff, ...people.students]) await setPassword(tx, id, passwordHash);
    const placements = await insertPlacements(tx, people.students, midnight);
    await insertSkillsLab(tx, people.students, midnight);
    await insertHours(tx, (table, rows) => insertRows(tx, table, rows), { ...people, midnight });
    const frameworks = await insertFrameworks(tx, people.adminId);
    await insertFrameworkDraft(tx, people.adminId);
    await insertDeployments(tx, frameworks, people.adminId, midnight);
    await insertHistories(tx, { people, placements, frameworks, midnight });
    await insertRequests(tx, midnight);
    await insertQueue(tx, midnight);
    await insertFollowed(tx, people, midnight);
    await insertRenewals(tx, people, midnight);
    await insertDeployed(tx, people, frameworks, midnight);
    await insertSubmissions(tx, midnight);
    await insertEvidenceFiles(tx);
    await insertEveryScale(tx, people, midnight);
    await insertPhrases(tx, midnight);
    await insertReports(tx, midnight);
    await insertFeedback(tx, midnight);
    await insertJoining(tx, midnight);
    await insertNextVersion(tx, frameworks.practical.id, people.adminId);
    await insertCertificates(tx, people.adminId, midnight);
    for (const [key, places] of placesOf) await tx.query(setPlaces, { id: `demo_rotation_${key}`, places });
    await insertStandards(tx, await codesOf(tx, frameworks.registered.id), people.adminId);
    await insertPeopleImport(tx, midnight);
    await insertSchools(tx, midnight);
    await insertUse(tx, people.students, midnight);
    await insertFlag(tx, people.students, midnight);
    await insertPrivacy(tx, people, midnight);
    await refreshStudents(
      tx,
      demoSchool.id,
      people.students.map(({ id }) => id),
      today,
    );
    await refreshHistory(tx);
    audit(tx, actor, {
      action: "demo.load",
      entityType: "school",
      entityId: demoSchool.id,
      schoolId: demoSchool.id,
      detail: { students: people.students.length, staff: people.staff.length },
    });
  });
}

type User = typeof users.$inferInsert;
type Person = { id: string; n: number; cohortId: string; programId: string };

async function insertPlaces(tx: Tx, midnight: number): Promise<void> {
  await tx.query(insertSchool, demoSchool);
  await insertRows(
    tx,
    programsTable,
    programs.map((program) => ({ ...program, schoolId: demoSchool.id })),
  );
  await insertRows(
    tx,
    cohortsTable,
    cohorts.map(({ id, programId, name }) => ({ id, programId, name, schoolId: demoSchool.id })),
  );
  await insertRows(
    tx,
    rotationsTable,
    rotations.map(({ key, name, site, unit }) => ({
      id: `demo_rotation_${key}`,
      schoolId: demoSchool.id,
      name,
      site,
      unit,
      startsOn: dayText(midnight - 182 * dayMs),
      endsOn: dayText(midnight + 28 * dayMs),
    })),
  );
}

async function insertPeople(tx: Tx) {
  const line = (name: string, email: string, role: User["role"], more: Partial<User> = {}): User => ({
    id: stableUuid(email),
    schoolId: role === "SUPER_ADMIN" ? "default" : demoSchool.id,
    name,
    email,
    role,
    programId: null,
    cohortId: null,
    studentNumber: null,
    yearOfStudy: null,
    ...more,
  });
  const staff = [
    line(admin.name, admin.email, "SCHOOL_ADMIN"),
    line(superAdmin.name, superAdmin.email, "SUPER_ADMIN"),
    ...supervisors.map(({ name, email }) => line(name, email, "CLINICAL_SUPERVISOR")),
  ];
  const students: Person[] = [];
  const studentRows = cohorts.flatMap((cohort, c) =>
    Array.from({ length: studentsPerCohort }, (_, i) => {
      const n = c * studentsPerCohort + i;
      const email = studentEmail(n);
      students.push({ id: stableUuid(email), n, cohortId: cohort.id, programId: cohort.programId });
      return line(studentName(n), email, "STUDENT", {
        programId: cohort.programId,
        cohortId: cohort.id,
        studentNumber: `${cohort.prefix}${String(410 + i * 7).padStart(3, "0")}`,
        yearOfStudy: cohort.year,
      });
    }),
  );
  await insertRows(tx, users, [...staff, ...studentRows]);
  return { staff, students, adminId: stableUuid(admin.email) };
}

/**
 * The demo student gets SMS about due dates, and one waits, so that the outbox has an SMS at once. The number is one of
 * those that belong to nobody (Ofcom).
 */
async function insertSmsChoice(tx: Tx): Promise<void> {
  const person = { userId: stableUuid(studentEmail(0)), schoolId: demoSchool.id };
  const number = sealField(sealedFields.phoneNumber, { ...person, rowId: person.userId }, "+447700900123");
  await insertRows(tx, phoneNumbers, [{ ...person, number }]);
  await insertRows(tx, notificationChoices, [{ ...person, type: "DEADLINE_REMINDER", channel: "SMS", isOn: true }]);
  await insertRows(tx, notificationQueue, [
    {
      ...person,
      id: "demo_sms",
      type: "DEADLINE_REMINDER",
      channel: "SMS",
      content: "You have due dates coming up.",
    },
  ]);
}

/** Two placements for each student: one that has ended and one that is running; each rotation has two supervisors. */
async function insertPlacements(
  tx: Tx,
  students: readonly Person[],
  midnight: number,
): Promise<Map<string, DemoPlacement[]>> {
  const placements = new Map<string, DemoPlacement[]>();
  const rows: (typeof placementsTable.$inferInsert)[] = [];
  const supervisorRows: (typeof placementSupervisors.$inferInsert)[] = [];
  for (const student of students) {
    const own = [1, 0].map((earlier) => {
      const r = (student.n + earlier * 2) % rotations.length;
      const rotationId = `demo_rotation_${rotations[r]?.key}`;
      const startsAt = midnight - (earlier ? 182 : 63) * dayMs;
      const endsAt = midnight + (earlier ? -63 : 28) * dayMs;
      const supervisorIds = supervisorsOf(r);
      const id = `demo_placement_${student.n}_${earlier ? 1 : 2}`;
      rows.push({
        id,
        schoolId: demoSchool.id,
        studentId: student.id,
        rotationId,
        startsOn: dayText(startsAt),
        endsOn: dayText(endsAt),
      });
      for (const supervisorId of supervisorIds) {
        supervisorRows.push({ placementId: id, supervisorId, schoolId: demoSchool.id });
      }
      return { rotationId, startsAt, endsAt, supervisorIds };
    });
    placements.set(student.id, own);
  }
  await insertRows(tx, placementsTable, rows);
  await insertRows(tx, placementSupervisors, supervisorRows);
  return placements;
}

/** The first supervisor of rotation 0 is the demo account. */
function supervisorsOf(rotation: number): string[] {
  const first = rotation % supervisors.length;
  const second = (rotation + 4) % supervisors.length;
  return [first, second].map((s) => stableUuid(supervisors[s]?.email ?? ""));
}

type Frameworks = { registered: DemoFramework; practical: DemoFramework; core: DemoFramework };
type DemoFramework = { id: string; competencies: (DemoCompetency & { isRequired: boolean })[] };

/** The frameworks are imported by the importer's own code. */
async function insertFrameworks(tx: Tx, adminId: string): Promise<Frameworks> {
  const registered = await importFile(tx, adminId, "registered-nurse.case.json", {
    ratingScaleId: "scale_entrustment",
    targetRating: 4,
    programId: "demo_program_bsn",
    title: undefined,
    publish: false,
  });
  await shapeCompetency(tx, registered);
  moveFramework(tx, { id: registered, status: "DRAFT" }, "PUBLISHED", "admin");
  const practical = await importFile(tx, adminId, "practical-nurse.csv", {
    ratingScaleId: "scale_performance",
    targetRating: 3.5,
    programId: "demo_program_pn",
    title: "Practical Nurse: entry to practice (O*NET 29.3)",
    publish: true,
  });
  const [core] = await tx.query(selectCore);
  return {
    registered: await loadFramework(tx, registered),
    practical: await loadFramework(tx, practical),
    core: await loadFramework(tx, core?.templateId ?? ""),
  };
}

async function importFile(
  tx: Tx,
  adminId: string,
  fileName: string,
  settings: Pick<FrameworkSettings, "ratingScaleId" | "targetRating" | "programId" | "title" | "publish">,
): Promise<string> {
  const bytes = readFileSync(new URL(fileName, import.meta.url));
  const parsed = parseFramework(fileName, decodeText(bytes, "a table").text ?? "");
  if (!parsed.draft) throw new Error(`${fileName}: ${JSON.stringify(parsed.faults)}`);
  return insertFramework(tx, {
    draft: parsed.draft,
    schoolId: demoSchool.id,
    createdBy: adminId,
    choices: {},
    settings: {
      ...settings,
      scoringMethod: "LATEST",
      requiredObservations: 1,
      requiredEvaluators: 1,
      requiredDays: 1,
      nTimes: undefined,
    },
  });
}

/** The identifier of each code of a framework's items. */
async function codesOf(tx: Tx, id: string): Promise<Map<string, string>> {
  const items = await tx.query(selectItems, { id });
  return new Map(items.flatMap(({ code, identifier }) => (code === null ? [] : [[code, identifier] as const])));
}

async function loadFramework(tx: Tx, id: string): Promise<DemoFramework> {
  return { id, competencies: await tx.query(selectCompetencies, { templateId: id }) };
}

const deployments = [
  { id: "demo_deployment_rn_2027", framework: "registered", cohort: "demo_cohort_bsn_2027" },
  { id: "demo_deployment_rn_2028", framework: "registered", cohort: "demo_cohort_bsn_2028" },
  { id: "demo_deployment_pn_2027", framework: "practical", cohort: "demo_cohort_pn_2027" },
  { id: "demo_deployment_pn_bsn", framework: "practical", cohort: "demo_cohort_bsn_2027", onlyRequired: true },
  { id: "demo_deployment_core_1", framework: "core", cohort: "demo_cohort_bsn_2027" },
  { id: "demo_deployment_core_2", framework: "core", cohort: "demo_cohort_bsn_2028" },
  { id: "demo_deployment_core_3", framework: "core", cohort: "demo_cohort_pn_2027" },
] as const;

async function insertDeployments(tx: Tx, frameworks: Frameworks, adminId: string, midnight: number): Promise<void> {
  await insertRows(
    tx,
    competencyDeployments,
    deployments.map((deployment) => ({
      id: deployment.id,
      schoolId: demoSchool.id,
      templateId: frameworks[deployment.framework].id,
      status: "ACTIVE",
      competencyIds:
        "onlyRequired" in deployment
          ? competenciesOf(frameworks, deployment.id).map((competency) => competency.id)
          : null,
      effectiveAt: new Date(midnight - 182 * dayMs),
      dueAt: new Date(midnight + 72 * dayMs),
      assignmentsPlanned: competenciesOf(frameworks, deployment.id).length * studentsPerCohort,
      assignmentsDone: competenciesOf(frameworks, deployment.id).length * studentsPerCohort,
      createdBy: adminId,
      createdAt: new Date(midnight - 182 * dayMs),
      updatedAt: new Date(midnight - 182 * dayMs),
    })),
  );
  await insertRows(
    tx,
    deploymentTargets,
    deployments.map(({ id, cohort }) => ({
      deploymentId: id,
      schoolId: demoSchool.id,
      targetType: "cohort",
      targetId: cohort,
    })),
  );
}

function competenciesOf(frameworks: Frameworks, deploymentId: string): DemoCompetency[] {
  const deployment = deployments.find(({ id }) => id === deploymentId);
  if (!deployment) return [];
  const all = frameworks[deployment.framework].competencies;
  return "onlyRequired" in deployment ? all.filter(({ isRequired }) => isRequired) : all;
}

async function insertHistories(
  tx: Tx,
  given: {
    people: { students: readonly Person[] };
    placements: Map<string, DemoPlacement[]>;
    frameworks: Frameworks;
    midnight: number;
  },
): Promise<void> {
  const { people, placements, frameworks, midnight } = given;
  const tables = noHistoryRows();
  for (const student of people.students) {
    const own = deployments.filter(({ cohort }) => cohort === student.cohortId);
    const items = interleave(
      own.map(({ id }) => competenciesOf(frameworks, id).map((competency) => ({ competency, deploymentId: id }))),
    );
    const pace = demoPaceOf(student.n, items.length);
    const silence = silentStudents.includes(student.n) ? 22 * dayMs : 0;
    const history = makeHistory({
      student: student.id,
      seed: 1000 + student.n,
      today: midnight - silence,
      competencies: items.map(({ competency }) => competency),
      placements: placements.get(student.id) ?? [],
      ...pace,
      timeZone: demoSchool.timeZone,
    });
    for (const [index, assignment] of history.entries()) {
      const item = items[index];
      const dueAt = new Date(assignment.dueAt.getTime() + silence);
      if (item)
        addAssignment(tables, { ...student, schoolId: demoSchool.id }, { ...assignment, dueAt }, item, midnight);
    }
    addSnapshots(tables.snapshots, { ...student, schoolId: demoSchool.id }, history, midnight);
  }
  addEvidenceOfEveryKind(tables, stableUuid("student@demo.test"), frameworks.registered.competencies);
  const ids = people.students.map(({ id }) => id);
  await insertHistoryRows(tx, tables, ids);
}

/** Behind plan, and nobody has assessed them for three weeks: whom the rule calls at risk. */
const silentStudents = [9, 26, 54];

/** The demo student has 32 of 45, with 33 due by now. */
function demoPaceOf(n: number, total: number): { completed: number; due: number } {
  return n === 0 ? { completed: 32, due: 33 } : paceOf(n, total);
}

/** Takes one of each list in turn, so that every framework progresses through the half year. */
function interleave<T>(lists: readonly (readonly T[])[]): T[] {
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  return lists
    .flatMap((list) => list.map((item, index) => ({ item, at: (index + 0.5) / list.length })))
    .sort((a, b) => a.at - b.at)
    .slice(0, total)
    .map(({ item }) => item);
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * Removes the demo school with all that people did in it, tables that refer to others first. The school itself and its
 * audit remain: the audit is never deleted.
 */
export async function removeDemoSchool(): Promise<void> {
  await withActor(systemActor("reset the demo school"), async (tx) => {
    await tx.query(deleteUser, { email: superAdmin.email });
    for (const { id } of [demoSchool, harbour]) await deleteSchoolRows(tx, id);
  });
}

const insertSchool = statement("demo_insert_school", (db, p: Params<{ id: string; name: string; timeZone: string }>) =>
  db
    .insert(schools)
    .values({ id: p.id, name: p.name, timeZone: p.timeZone })
    .onConflictDoNothing({ target: schools.id }),
);

const selectItems = statement("demo_items", (db, p: Params<{ id: string }>) =>
  db
    .select({ code: competencyTemplateItems.code, identifier: competencyTemplateItems.identifier })
    .from(competencyTemplateItems)
    .where(eq(competencyTemplateItems.templateId, p.id)),
);

/**
 * About ten students are on each rotation, so one unit is full; at the others some places are free, or nothing limits
 * them. Set last: earlier there were more students at once than there are places now.
 */
const placesOf = [
  ["acute", 14],
  ["emergency", 13],
  ["paediatrics", 12],
  ["surgery", 10],
  ["mental", 16],
] as const;

const setPlaces = sqlWrite(
  "demo_set_places",
  (p: Params<{ id: string; places: number }>) =>
    sql`update ${rotationsTable} set places = ${p.places} where id = ${p.id}`,
);

/** The framework that is shipped with the reference school. */
const selectCore = statement("demo_core_framework", (db) =>
  db
    .selectDistinct({ templateId: competencies.templateId })
    .from(competencies)
    .where(and(eq(competencies.schoolId, "default"), isNotNull(competencies.templateId))),
);

const deleteUser = statement("demo_delete_user", (db, p: Params<{ email: string }>) =>
  db.delete(users).where(eq(users.email, p.email)),
);

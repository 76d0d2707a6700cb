import { readFileSync } from "node:fs";
import { decodeText } from "#src/features/frameworks/import/decode.ts";
import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { type FrameworkSettings, insertFramework } from "#src/features/frameworks/insert-framework.ts";
import { lockProgressRows, rebuildProgress } from "#src/features/progress/queries.ts";
import { overallProgress } from "#src/features/progress/rules.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { hashPassword, setPassword } from "#src/platform/identity/passwords.ts";
import { systemActor } from "#src/policy/actor.ts";
import { type DemoAssignment, type DemoCompetency, type DemoPlacement, makeHistory } from "./history.ts";
import {
  admin,
  cohorts,
  demoPassword,
  demoSchool,
  makeRandom,
  programs,
  rotations,
  stableUuid,
  studentEmail,
  studentName,
  studentsPerCohort,
  superAdmin,
  supervisors,
} from "./people.ts";

const dayMs = 86_400_000;
const actor = systemActor("load the demo school");

/** Loads the demo school in one transaction: there is all of it or nothing. `today` anchors its half year. */
export async function loadDemoSchool(today: Date): Promise<void> {
  const passwordHash = await hashPassword(demoPassword);
  await withActor(actor, async (tx) => {
    const midnight = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate());
    await insertPlaces(tx, midnight);
    const people = await insertPeople(tx);
    for (const { id } of [...people.staff, ...people.students]) await setPassword(tx, id, passwordHash);
    const placements = await insertPlacements(tx, people.students, midnight);
    const frameworks = await insertFrameworks(tx, people.adminId);
    await insertDeployments(tx, frameworks, people.adminId, midnight);
    await insertHistories(tx, { people, placements, frameworks, midnight });
    audit(tx, actor, {
      action: "demo.load",
      entityType: "school",
      entityId: demoSchool.id,
      schoolId: demoSchool.id,
      detail: { students: people.students.length, staff: people.staff.length },
    });
  });
}

type Person = { id: string; n: number; cohortId: string; programId: string };

/** Inserts many rows of one table; columns that are not named keep their defaults. */
async function insertRows(tx: Tx, table: string, rows: readonly Record<string, unknown>[]): Promise<void> {
  const first = rows[0];
  if (!first) return;
  const columns = Object.keys(first).join(", ");
  for (let start = 0; start < rows.length; start += 2000) {
    await tx.query({
      text: `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
      values: [JSON.stringify(rows.slice(start, start + 2000))],
    });
  }
}

async function insertPlaces(tx: Tx, midnight: number): Promise<void> {
  await tx.query({
    text: "insert into schools (id, name, time_zone) values ($1, $2, $3) on conflict (id) do nothing",
    values: [demoSchool.id, demoSchool.name, demoSchool.timeZone],
  });
  await insertRows(
    tx,
    "programs",
    programs.map((program) => ({ ...program, school_id: demoSchool.id })),
  );
  await insertRows(
    tx,
    "cohorts",
    cohorts.map(({ id, program_id, name }) => ({ id, program_id, name, school_id: demoSchool.id })),
  );
  await insertRows(
    tx,
    "rotations",
    rotations.map(({ key, name, site, unit }) => ({
      id: `demo_rotation_${key}`,
      school_id: demoSchool.id,
      name,
      site,
      unit,
      starts_on: dayText(midnight - 182 * dayMs),
      ends_on: dayText(midnight + 28 * dayMs),
    })),
  );
}

async function insertPeople(tx: Tx) {
  const line = (name: string, email: string, role: string, more: Record<string, unknown> = {}) => ({
    id: stableUuid(email),
    school_id: role === "SUPER_ADMIN" ? "default" : demoSchool.id,
    name,
    email,
    role,
    program_id: null,
    cohort_id: null,
    student_number: null,
    year_of_study: null,
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
      students.push({ id: stableUuid(email), n, cohortId: cohort.id, programId: cohort.program_id });
      return line(studentName(n), email, "STUDENT", {
        program_id: cohort.program_id,
        cohort_id: cohort.id,
        student_number: `${cohort.prefix}${String(410 + i * 7).padStart(3, "0")}`,
        year_of_study: cohort.year,
      });
    }),
  );
  await insertRows(tx, "users", [...staff, ...studentRows]);
  return { staff, students, adminId: stableUuid(admin.email) };
}

/** Two placements a student: one that has ended and one that runs; each rotation has two supervisors. */
async function insertPlacements(
  tx: Tx,
  students: readonly Person[],
  midnight: number,
): Promise<Map<string, DemoPlacement[]>> {
  const placements = new Map<string, DemoPlacement[]>();
  const rows: Record<string, unknown>[] = [];
  const supervisorRows: Record<string, unknown>[] = [];
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
        school_id: demoSchool.id,
        student_id: student.id,
        rotation_id: rotationId,
        starts_on: dayText(startsAt),
        ends_on: dayText(endsAt),
      });
      for (const supervisorId of supervisorIds) {
        supervisorRows.push({ placement_id: id, supervisor_id: supervisorId, school_id: demoSchool.id });
      }
      return { rotationId, startsAt, endsAt, supervisorIds };
    });
    placements.set(student.id, own);
  }
  await insertRows(tx, "placements", rows);
  await insertRows(tx, "placement_supervisors", supervisorRows);
  return placements;
}

/** Rotation 0 has the demo supervisor first. */
function supervisorsOf(rotation: number): string[] {
  const first = rotation % supervisors.length;
  const second = (rotation + 4) % supervisors.length;
  return [first, second].map((s) => stableUuid(supervisors[s]?.email ?? ""));
}

type Frameworks = { registered: DemoFramework; practical: DemoFramework; core: DemoFramework };
type DemoFramework = { id: string; competencies: (DemoCompetency & { isRequired: boolean })[] };

/** The frameworks go through the importer's own code. */
async function insertFrameworks(tx: Tx, adminId: string): Promise<Frameworks> {
  const registered = await importFile(tx, adminId, "registered-nurse.case.json", {
    ratingScaleId: "scale_entrustment",
    targetRating: 4,
    programId: "demo_program_bsn",
    title: undefined,
  });
  const practical = await importFile(tx, adminId, "practical-nurse.csv", {
    ratingScaleId: "scale_performance",
    targetRating: 3.5,
    programId: "demo_program_pn",
    title: "Practical Nurse: entry to practice (O*NET 29.3)",
  });
  const { rows } = await tx.query<{ template_id: string }>({
    text: "select distinct template_id from competencies where school_id = 'default' and template_id is not null",
  });
  return {
    registered: await loadFramework(tx, registered),
    practical: await loadFramework(tx, practical),
    core: await loadFramework(tx, rows[0]?.template_id ?? ""),
  };
}

async function importFile(
  tx: Tx,
  adminId: string,
  fileName: string,
  settings: Pick<FrameworkSettings, "ratingScaleId" | "targetRating" | "programId" | "title">,
): Promise<string> {
  const bytes = readFileSync(new URL(fileName, import.meta.url));
  const parsed = parseFramework(fileName, decodeText(bytes).text ?? "");
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
      publish: true,
    },
  });
}

async function loadFramework(tx: Tx, id: string): Promise<DemoFramework> {
  const { rows } = await tx.query<{
    id: string;
    name: string;
    kind: DemoCompetency["scale"]["kind"];
    min_value: string;
    max_value: string;
    target_rating: string;
    scoring_method: DemoCompetency["method"];
    required_observations: number;
    required_evaluators: number;
    required_days: number;
    is_required: boolean;
  }>({
    text: `select c.id, c.name, rs.kind, rs.min_value, rs.max_value, c.target_rating, c.scoring_method,
             c.required_observations, c.required_evaluators, c.required_days, c.is_required
           from competencies c join rating_scales rs on rs.id = c.rating_scale_id
           where c.template_id = $1 order by c.sort_order, c.id`,
    values: [id],
  });
  return {
    id,
    competencies: rows.map((row) => ({
      id: row.id,
      name: row.name,
      scale: {
        kind: row.kind,
        min: Number(row.min_value),
        max: Number(row.max_value),
        target: Number(row.target_rating),
      },
      method: row.scoring_method,
      requirement: {
        observations: row.required_observations,
        evaluators: row.required_evaluators,
        days: row.required_days,
      },
      isRequired: row.is_required,
    })),
  };
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
    "competency_deployments",
    deployments.map((deployment) => ({
      id: deployment.id,
      school_id: demoSchool.id,
      template_id: frameworks[deployment.framework].id,
      status: "ACTIVE",
      competency_ids:
        "onlyRequired" in deployment
          ? competenciesOf(frameworks, deployment.id).map((competency) => competency.id)
          : null,
      effective_at: new Date(midnight - 182 * dayMs),
      due_at: new Date(midnight + 72 * dayMs),
      assignments_planned: competenciesOf(frameworks, deployment.id).length * studentsPerCohort,
      assignments_done: competenciesOf(frameworks, deployment.id).length * studentsPerCohort,
      created_by: adminId,
      created_at: new Date(midnight - 182 * dayMs),
      updated_at: new Date(midnight - 182 * dayMs),
    })),
  );
  await insertRows(
    tx,
    "deployment_targets",
    deployments.map(({ id, cohort }) => ({
      deployment_id: id,
      school_id: demoSchool.id,
      target_type: "cohort",
      target_id: cohort,
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
  const tables = {
    assignments: [] as Record<string, unknown>[],
    links: [] as Record<string, unknown>[],
    assessments: [] as Record<string, unknown>[],
    evaluations: [] as Record<string, unknown>[],
    achievements: [] as Record<string, unknown>[],
    snapshots: [] as Record<string, unknown>[],
    notifications: [] as Record<string, unknown>[],
  };
  for (const student of people.students) {
    const own = deployments.filter(({ cohort }) => cohort === student.cohortId);
    const items = interleave(
      own.map(({ id }) => competenciesOf(frameworks, id).map((competency) => ({ competency, deploymentId: id }))),
    );
    const pace = paceOf(student.n, items.length);
    const history = makeHistory({
      student: student.id,
      seed: 1000 + student.n,
      today: midnight,
      competencies: items.map(({ competency }) => competency),
      placements: placements.get(student.id) ?? [],
      ...pace,
      timeZone: demoSchool.timeZone,
    });
    for (const [index, assignment] of history.entries()) {
      const item = items[index];
      if (item) addAssignment(tables, student, assignment, item, midnight);
    }
    addSnapshots(tables.snapshots, student, history, midnight);
  }
  await insertRows(tx, "competency_assignments", tables.assignments);
  await insertRows(tx, "assignment_deployments", tables.links);
  await insertRows(tx, "assessments", tables.assessments);
  await insertRows(tx, "evaluations", tables.evaluations);
  await insertRows(tx, "achievements", tables.achievements);
  await insertRows(tx, "progress_snapshots", tables.snapshots);
  await insertRows(tx, "notification_queue", tables.notifications);
  const ids = people.students.map(({ id }) => id);
  await lockProgressRows(tx, ids);
  await rebuildProgress(tx, ids);
}

/**
 * A believable spread: two thirds keep up, a fifth are a competency or two behind, the rest fall well behind. The
 * demo student has 32 of 45, with 33 due by now.
 */
function paceOf(n: number, total: number): { completed: number; due: number } {
  if (n === 0) return { completed: 32, due: 33 };
  const random = makeRandom(77 + n);
  const due = Math.round(total * (0.55 + random() * 0.2));
  const kind = random();
  if (kind < 0.65) return { due, completed: Math.min(total, due + Math.floor(random() * 5)) };
  if (kind < 0.85) return { due, completed: due - 1 - Math.floor(random() * 2) };
  return { due, completed: Math.floor(due * (0.35 + random() * 0.35)) };
}

/** Takes one of each list in turn, so that every framework moves on through the half year. */
function interleave<T>(lists: readonly (readonly T[])[]): T[] {
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  return lists
    .flatMap((list) => list.map((item, index) => ({ item, at: (index + 0.5) / list.length })))
    .sort((a, b) => a.at - b.at)
    .slice(0, total)
    .map(({ item }) => item);
}

function addAssignment(
  tables: Record<
    "assignments" | "links" | "assessments" | "evaluations" | "achievements" | "notifications",
    Record<string, unknown>[]
  >,
  student: Person,
  assignment: DemoAssignment,
  item: { competency: DemoCompetency; deploymentId: string },
  midnight: number,
): void {
  const base = { school_id: demoSchool.id };
  tables.assignments.push({
    id: assignment.id,
    ...base,
    user_id: student.id,
    competency_id: assignment.competencyId,
    deployment_id: item.deploymentId,
    status: assignment.status,
    progress_percentage: assignment.progress,
    due_date: assignment.dueAt,
    completion_date: assignment.completedAt,
    result: assignment.result,
    observations: assignment.observations,
    evaluators: assignment.evaluators,
    days: assignment.days,
    created_at: new Date(midnight - 182 * dayMs),
    updated_at: assignment.completedAt ?? new Date(midnight - 182 * dayMs),
  });
  tables.links.push({ assignment_id: assignment.id, deployment_id: item.deploymentId, ...base });
  for (const line of assignment.evaluations) {
    tables.assessments.push({
      id: line.assessmentId,
      ...base,
      student_id: student.id,
      competency_id: assignment.competencyId,
      assignment_id: assignment.id,
      assessor_id: line.evaluatorId,
      method: "DIRECT_OBSERVATION",
      status: "SUBMITTED",
      rotation_id: line.rotationId,
      observed_at: line.observedAt,
      created_at: line.signedAt,
      updated_at: line.signedAt,
      submitted_at: line.signedAt,
      metadata: {},
    });
    tables.evaluations.push({
      id: line.evaluationId,
      ...base,
      student_id: student.id,
      competency_id: assignment.competencyId,
      assessment_id: line.assessmentId,
      evaluator_id: line.evaluatorId,
      is_self: false,
      state: "SIGNED",
      overall_rating: line.rating,
      strengths: line.strengths,
      next_steps: line.nextSteps,
      revision: 1,
      signed_at: line.signedAt,
      created_at: line.signedAt,
    });
    if (line.signedAt.getTime() > midnight - 10 * dayMs) {
      tables.notifications.push({
        id: stableUuid(`notification:${line.evaluationId}`),
        ...base,
        user_id: student.id,
        type: "FEEDBACK_AVAILABLE",
        subject: "New assessment",
        content: `You were assessed in ${item.competency.name}.`,
        payload: { assessmentId: line.assessmentId, assignmentId: assignment.id },
        status: "SENT",
        priority: "NORMAL",
        channel: "IN_APP",
        scheduled_for: line.signedAt,
        sent_at: line.signedAt,
        created_at: line.signedAt,
        updated_at: line.signedAt,
      });
    }
  }
  if (assignment.status === "ACHIEVED") {
    tables.achievements.push({
      id: stableUuid(`achievement:${assignment.id}`),
      ...base,
      student_id: student.id,
      kind: "competency",
      ref: assignment.competencyId,
      name: item.competency.name,
      unlocked_at: assignment.completedAt,
    });
  }
}

function addSnapshots(
  snapshots: Record<string, unknown>[],
  student: Person,
  history: readonly DemoAssignment[],
  midnight: number,
): void {
  const total = history.length;
  for (let day = 181; day >= 1; day -= 1) {
    const end = midnight - (day - 1) * dayMs;
    const completed = history.filter(({ completedAt }) => completedAt !== null && completedAt.getTime() < end).length;
    snapshots.push({
      id: stableUuid(`snapshot:${student.id}:${day}`),
      school_id: demoSchool.id,
      user_id: student.id,
      progress_percentage: overallProgress(completed, total),
      category_breakdown: null,
      competencies_completed: completed,
      competencies_total: total,
      snapshot_date: new Date(end - 60_000),
      metadata: null,
      created_at: new Date(end - 60_000),
    });
  }
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * Takes the demo school away with all that people did in it, tables that refer to others first. The school itself and
 * its audit stay: the audit is never deleted.
 */
export async function removeDemoSchool(): Promise<void> {
  await withActor(systemActor("reset the demo school"), async (tx) => {
    await tx.query({ text: "delete from users where email = $1", values: [superAdmin.email] });
    for (const table of await tenantTables(tx)) {
      await tx.query({ text: `delete from ${table} where school_id = $1`, values: [demoSchool.id] });
    }
  });
}

/** Parts of a published framework never change; they go with the framework, and only so. */
const frameworkParts = new Set([
  "competencies",
  "competency_rubrics",
  "competency_template_associations",
  "competency_template_items",
]);

async function tenantTables(tx: Tx): Promise<string[]> {
  const { rows } = await tx.query<{ name: string; refers_to: string[] }>({
    text: `select c.relname as name, coalesce(array_agg(distinct r.relname::text) filter (where r.oid <> c.oid), '{}') as refers_to
           from pg_class c
           join pg_attribute a on a.attrelid = c.oid and a.attname = 'school_id' and not a.attisdropped
           left join pg_constraint f on f.conrelid = c.oid and f.contype = 'f'
           left join pg_class r on r.oid = f.confrelid
           where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'audit_log'
           group by c.relname order by 1`,
  });
  const ordered: string[] = [];
  const tables = rows
    .filter(({ name }) => !frameworkParts.has(name))
    .map(({ name, refers_to }) => ({
      name,
      refers_to: refers_to.map((other) => (frameworkParts.has(other) ? "competency_templates" : other)),
    }));
  for (let left = tables; left.length > 0; ) {
    const free = left.filter(({ name }) => !left.some((other) => other.refers_to.includes(name)));
    if (free.length === 0)
      throw new Error(`These tables refer to each other: ${left.map(({ name }) => name).join(", ")}`);
    ordered.push(...free.map(({ name }) => name));
    left = left.filter((table) => !free.includes(table));
  }
  return ordered;
}

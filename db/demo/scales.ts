import { readFileSync } from "node:fs";
import { eq } from "drizzle-orm";
import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { insertFramework } from "#src/features/frameworks/insert-framework.ts";
import { moveFramework } from "#src/features/frameworks/move-framework.ts";
import type { ScoringMethod } from "#src/features/frameworks/schema.ts";
import { rebuildProgress } from "#src/features/progress/queries.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { decodeText } from "#src/platform/tables/decode-text.ts";
import { insertAssessments, recountDemo } from "./followed.ts";
import { demoSchool, stableUuid, supervisors } from "./people.ts";

const schoolId = demoSchool.id;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const maya = { id: stableUuid(supervisors[0].email), name: supervisors[0].name };
const tomas = { id: stableUuid(supervisors[4].email), name: supervisors[4].name };
/** Placed where Maya and Tomás supervise. */
const placed = [24, 30];

type Shape = {
  ratingScaleId: string;
  target: number;
  method: ScoringMethod;
  times?: number;
  evaluators?: number;
  criteria?: readonly Criterion[];
};
type Criterion = {
  name: string;
  description: string;
  weight: number;
  maxScore: number;
  passScore: number | null;
  /** Descriptors; without them the criterion takes a number. */
  levels: readonly { value: number; label: string; description: string }[];
};

/** The levels of one criterion, from what is not safe to what needs nobody. */
function described(unsafe: string, prompted: string, safe: string): Criterion["levels"] {
  return [
    { value: 1, label: "Not safe yet", description: unsafe },
    { value: 2, label: "With prompts", description: prompted },
    { value: 3, label: "Safe alone", description: safe },
  ];
}

const tube: readonly Criterion[] = [
  {
    ...{ name: "Consent and preparation", description: "Before anything is opened.", weight: 1, maxScore: 3 },
    passScore: null,
    levels: described(
      "Starts without consent, or without what is needed at hand.",
      "Asks consent and prepares after a reminder.",
      "Explains, asks consent, positions the patient and has all at hand.",
    ),
  },
  {
    ...{ name: "Measures and inserts", description: "Nose, ear, xiphisternum.", weight: 1, maxScore: 3 },
    passScore: null,
    levels: described(
      "Does not measure, or goes on against resistance.",
      "Measures and inserts with directions.",
      "Measures, marks and inserts gently, and stops at resistance.",
    ),
  },
  {
    ...{ name: "Confirms where it lies", description: "Before anything is given.", weight: 3, maxScore: 3 },
    passScore: 2,
    levels: described(
      "Uses the tube without a pH, or goes by the sound of air.",
      "Checks the pH when reminded.",
      "Checks the pH, knows when an X-ray is needed, and waits for it.",
    ),
  },
  {
    ...{ name: "Secures and documents", description: "Length, pH, time, name.", weight: 1, maxScore: 3 },
    passScore: null,
    levels: described(
      "Leaves the tube loose, or writes nothing down.",
      "Secures it, and documents in part.",
      "Secures it without pressure and documents length, pH and time.",
    ),
  },
];

const wound: readonly Criterion[] = [
  {
    ...{ name: "Size and depth", description: "Measured, not guessed.", weight: 2, maxScore: 10 },
    ...{ passScore: null, levels: [] },
  },
  {
    ...{
      name: "Tissue, edge and fluid",
      description: "In words that a colleague can follow.",
      weight: 1,
      maxScore: 10,
    },
    ...{ passScore: null, levels: [] },
  },
  {
    ...{ name: "Signs of infection", description: "Looked for and reported.", weight: 1, maxScore: 4 },
    ...{ passScore: 2, levels: [] },
  },
];

/** In the order of the file: one competency on each kind of scale, two of them with a rubric. */
const shapes: readonly Shape[] = [
  { ratingScaleId: "scale_oscore", target: 4, method: "LATEST", evaluators: 2, criteria: tube },
  { ratingScaleId: "scale_entrustment", target: 4, method: "HIGHEST" },
  { ratingScaleId: "scale_zwisch", target: 3, method: "N_TIMES", times: 2 },
  { ratingScaleId: "scale_minicex", target: 5, method: "LATEST" },
  { ratingScaleId: "scale_performance", target: 3.5, method: "AVERAGE", criteria: wound },
  { ratingScaleId: "scale_passfail", target: 1, method: "LATEST" },
];

/** A framework with rubrics and every kind of scale, given to two students who were assessed in parts of it. */
export async function insertEveryScale(
  tx: Tx,
  people: { adminId: string; students: readonly { id: string; n: number }[] },
  midnight: number,
): Promise<void> {
  const students = placed.flatMap((n) => people.students.filter((student) => student.n === n));
  const found = await insertShaped(tx, people.adminId);
  await deploy(tx, {
    templateId: found.templateId,
    competencyIds: found.ids,
    students,
    adminId: people.adminId,
    midnight,
  });
  const [student] = students;
  const [insertion, , catheter, , report] = found.ids;
  if (!student || !insertion || !catheter || !report) throw new Error("the demo school has this student and framework");
  const at = (daysAgo: number) => new Date(midnight - daysAgo * dayMs - 8 * hourMs);
  await insertAssessments(
    tx,
    tube.map((_, index) => criterionId(0, index)),
    [
      ...students.map(({ id }) => ({
        ...{ student: id, competencyId: insertion, by: tomas, at: at(9), status: "SUBMITTED" as const },
        said: [
          {
            rating: 3,
            scores: [3, 3, 2, 2],
            strengths: "Explained each step, and stopped at once when it hurt.",
            nextSteps: "Check the pH without being reminded, and write it down.",
          },
        ],
      })),
      {
        ...{ student: student.id, competencyId: catheter, by: tomas, at: at(6), status: "SUBMITTED" },
        said: [{ rating: 3, strengths: "Kept the field sterile.", nextSteps: null }],
      },
      {
        ...{ student: student.id, competencyId: report, by: maya, at: at(4), status: "SUBMITTED" },
        said: [{ rating: 3.25, strengths: "Measured in both directions.", nextSteps: "Describe the edge as well." }],
      },
    ],
  );
  const studentIds = students.map(({ id }) => id);
  await recountDemo(tx, studentIds, found.ids, at(0));
  await rebuildProgress(tx, studentIds);
}

function criterionId(shape: number, criterion: number): string {
  return stableUuid(`scales:rubric:${shape}:${criterion}`);
}

async function insertShaped(tx: Tx, adminId: string): Promise<{ templateId: string; ids: string[] }> {
  const file = "scales.csv";
  const { draft } = parseFramework(
    file,
    decodeText(readFileSync(new URL(file, import.meta.url)), "a table").text ?? "",
  );
  if (!draft) throw new Error(`${file} is a framework`);
  const templateId = await insertFramework(tx, {
    draft,
    schoolId,
    createdBy: adminId,
    choices: {},
    settings: {
      ratingScaleId: "scale_oscore",
      targetRating: 4,
      programId: "demo_program_bsn",
      title: "Bedside skills: rubrics and every scale",
      scoringMethod: "LATEST",
      requiredObservations: 1,
      requiredEvaluators: 1,
      requiredDays: 1,
      nTimes: undefined,
      publish: false,
    },
  });
  const rows = await tx.query(selectShaped, { templateId });
  for (const [index, { id }] of rows.entries()) {
    const shape = shapes[index];
    if (!shape) throw new Error(`${file} has a competency without a shape`);
    const { ratingScaleId, target, method, times = null, evaluators = 1 } = shape;
    await tx.query(updateShape, { id, ratingScaleId, target, method, times, evaluators });
    const rubric = (shape.criteria ?? []).map(({ name, levels, ...criterion }, order) => ({
      ...criterion,
      id: criterionId(index, order),
      schoolId,
      competencyId: id,
      criterionName: name,
      performanceLevels: levels,
      orderIndex: order,
      createdBy: adminId,
    }));
    if (rubric.length > 0) await insertRows(tx, competencyRubrics, rubric);
  }
  moveFramework(tx, { id: templateId, status: "DRAFT" }, "PUBLISHED", "admin");
  return { templateId, ids: rows.map(({ id }) => id) };
}

async function deploy(
  tx: Tx,
  given: {
    templateId: string;
    competencyIds: readonly string[];
    students: readonly { id: string }[];
    adminId: string;
    midnight: number;
  },
): Promise<void> {
  const { templateId, competencyIds, students, adminId: createdBy, midnight } = given;
  const id = "demo_deployment_scales";
  const createdAt = new Date(midnight - 30 * dayMs);
  const planned = competencyIds.length * students.length;
  await insertRows(tx, competencyDeployments, [
    {
      ...{ id, schoolId, templateId, status: "ACTIVE", competencyIds: null, effectiveAt: createdAt, dueAt: null },
      ...{ assignmentsPlanned: planned, assignmentsDone: planned, createdBy, createdAt, updatedAt: createdAt },
    },
  ]);
  await insertRows(
    tx,
    deploymentTargets,
    students.map((student) => ({ deploymentId: id, schoolId, targetType: "student", targetId: student.id })),
  );
  const assignments = students.flatMap((student) =>
    competencyIds.map((competencyId, index) => ({
      ...{ id: stableUuid(`scales:assignment:${student.id}:${index}`), schoolId, userId: student.id, competencyId },
      ...{ deploymentId: id, createdAt, updatedAt: createdAt },
    })),
  );
  await insertRows(tx, competencyAssignments, assignments);
  await insertRows(
    tx,
    assignmentDeployments,
    assignments.map((assignment) => ({ assignmentId: assignment.id, deploymentId: id, schoolId })),
  );
}

const selectShaped = statement("demo_scales_competencies", (db, p: Params<{ templateId: string }>) =>
  db
    .select({ id: competencies.id })
    .from(competencies)
    .where(eq(competencies.templateId, p.templateId))
    .orderBy(competencies.sortOrder),
);

type Reshaped = {
  id: string;
  ratingScaleId: string;
  target: number;
  method: ScoringMethod;
  times: number | null;
  evaluators: number;
};

const updateShape = statement("demo_scales_shape", (db, p: Params<Reshaped>) =>
  db
    .update(competencies)
    .set({
      ratingScaleId: p.ratingScaleId,
      targetRating: p.target,
      scoringMethod: p.method,
      nTimes: p.times,
      requiredObservations: p.evaluators,
      requiredEvaluators: p.evaluators,
    })
    .where(eq(competencies.id, p.id)),
);

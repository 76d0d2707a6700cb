import { readFileSync } from "node:fs";
import { and, eq } from "drizzle-orm";
import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { insertFramework } from "#src/features/frameworks/insert-framework.ts";
import { moveFramework } from "#src/features/frameworks/move-framework.ts";
import { selectFacts } from "#src/features/progress/assignment-facts.ts";
import { rebuildProgress } from "#src/features/progress/queries.ts";
import { decideExpiry, decideRecount, type Recount } from "#src/features/progress/rules.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { achievements } from "#src/platform/db/tables/achievements.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import {
  assignmentCycles,
  assignmentDeployments,
  competencyAssignments,
} from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { wordColumns } from "#src/platform/sealed/evaluation-words.ts";
import { decodeText } from "#src/platform/tables/decode-text.ts";
import { demoSchool, stableUuid, supervisors } from "./people.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const schoolId = demoSchool.id;
const maya = stableUuid(supervisors[0].email);
const tomas = stableUuid(supervisors[4].email);

type Event =
  | {
      daysAgo: number;
      by: string;
      rating: number;
      method: "SIMULATION" | "DIRECT_OBSERVATION" | "PORTFOLIO";
      words: string;
    }
  /** The job lets it expire. */
  | { daysAgo: number; expires: true };

const sim = (daysAgo: number, rating: number, by: string, words: string): Event => ({
  ...{ daysAgo, by, rating, words },
  method: "SIMULATION",
});
const seen = (daysAgo: number, rating: number, by: string, words: string): Event => ({
  ...{ daysAgo, by, rating, words },
  method: "DIRECT_OBSERVATION",
});
const course = (daysAgo: number, by: string): Event => ({
  ...{ daysAgo, by, rating: 1, method: "PORTFOLIO" },
  words: "Certificate of the resuscitation course, seen in the original.",
});

const good = "Compressions deep enough and hardly interrupted; the defibrillator was on within two minutes.";

/** By the number of the student: Basic Life Support for a year, then moving and handling for two. */
const histories: readonly { n: number; bls: Event[]; moving: Event[] }[] = [
  // Renewed twice, each time before it expired.
  {
    n: 6,
    bls: [
      sim(820, 1, maya, good),
      sim(470, 1, tomas, good),
      sim(130, 1, maya, "Led the team calmly, and gave clear roles."),
    ],
    moving: [
      seen(500, 4, maya, "Explained each move to the patient."),
      seen(498, 4, tomas, "Chose the slide sheet unprompted."),
    ],
  },
  // Both expire soon; of the second, half of the renewal is done.
  {
    n: 12,
    bls: [sim(322, 1, tomas, good)],
    moving: [
      ...[seen(690, 4, maya, "Safe and calm."), seen(689, 5, tomas, "Taught the family how to help.")],
      seen(6, 4, maya, "Checked the hoist and the sling before the move."),
    ],
  },
  // Renewal failed at the first attempt.
  {
    n: 18,
    bls: [
      sim(348, 1, maya, good),
      sim(3, 0, tomas, "Compressions too shallow after the first minute. Practise, then again."),
    ],
    moving: [
      seen(200, 4, maya, "Good use of the bed height."),
      seen(199, 4, tomas, "Asked for a second person in time."),
    ],
  },
  // Expired, and nothing since.
  {
    n: 24,
    bls: [sim(402, 1, maya, good), { daysAgo: 34, expires: true }],
    moving: [seen(120, 4, maya, "Steady."), seen(118, 4, tomas, "Steady.")],
  },
  // Expired, then renewed by a course; of the second, the renewal has begun after it expired.
  {
    n: 30,
    bls: [sim(700, 1, tomas, good), { daysAgo: 330, expires: true }, course(290, maya)],
    moving: [
      ...[seen(760, 4, maya, "Safe."), seen(758, 4, tomas, "Safe."), { daysAgo: 24, expires: true } as const],
      seen(4, 5, tomas, "Assessed the risk aloud before each move."),
    ],
  },
];

const asked = {
  bls: {
    name: "Basic Life Support",
    ratingScaleId: "scale_passfail",
    targetRating: 1,
    requiredObservations: 1,
    requiredEvaluators: 1,
  },
  moving: {
    name: "Move and handle people safely",
    ratingScaleId: "scale_oscore",
    targetRating: 4,
    requiredObservations: 2,
    requiredEvaluators: 2,
  },
} as const;
type Key = keyof typeof asked;
const keys = ["bls", "moving"] as const satisfies readonly Key[];

/**
 * A framework whose completions are valid for a time. What happened to each student is followed event by event with the
 * program's own rules: completions that expire soon, have expired, were renewed early or late, twice, or by a course.
 */
export async function insertRenewals(
  tx: Tx,
  people: { adminId: string; students: readonly { id: string; n: number }[] },
  midnight: number,
): Promise<void> {
  const students = histories.flatMap(({ n }) => people.students.filter((student) => student.n === n));
  const framework = await insertRecertification(tx, people.adminId);
  await insertAssignments(tx, { adminId: people.adminId, students, framework, midnight });
  for (const { n, ...history } of histories) {
    const student = students.find((one) => one.n === n);
    if (!student) throw new Error(`the demo school has a student ${n}`);
    for (const key of keys) {
      for (const [index, event] of history[key].entries()) {
        const competencyId = framework.idOf[key];
        const at = new Date(midnight - event.daysAgo * dayMs - 8 * hourMs);
        const assignmentId = assignmentIdOf(student.id, key);
        if (!("expires" in event)) {
          const id = stableUuid(`renewals:${key}:${n}:${index}`);
          await insertAssessment(tx, {
            id,
            student: student.id,
            competencyId,
            assignmentId,
            at,
            event,
          });
        }
        await follow(tx, { assignmentId, at, isExpiry: "expires" in event, competencyId });
      }
    }
  }
  await rebuildProgress(
    tx,
    students.map(({ id }) => id),
  );
}

const assignmentIdOf = (studentId: string, key: string) => stableUuid(`renewals:assignment:${studentId}:${key}`);

type Framework = { templateId: string; idOf: Record<Key, string> };

async function insertRecertification(tx: Tx, adminId: string): Promise<Framework> {
  const file = "recertification.csv";
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
      programId: undefined,
      title: "Recertification: skills that expire",
      scoringMethod: "LATEST",
      requiredObservations: 1,
      requiredEvaluators: 1,
      requiredDays: 1,
      nTimes: undefined,
      publish: false,
    },
  });
  const idOf = { bls: "", moving: "" };
  for (const key of keys) {
    const [found] = await tx.query(updateAsked, { templateId, ...asked[key] });
    if (!found) throw new Error(`${file} has “${asked[key].name}”`);
    idOf[key] = found.id;
  }
  await tx.query(updateApproval, { id: idOf.moving });
  moveFramework(tx, { id: templateId, status: "DRAFT" }, "PUBLISHED", "admin");
  return { templateId, idOf };
}

/** The school approves each completion of it, so that some wait. */
const updateApproval = statement("demo_renewals_approval", (db, p: Params<{ id: string }>) =>
  db.update(competencies).set({ needsApproval: true }).where(eq(competencies.id, p.id)),
);

async function insertAssignments(
  tx: Tx,
  {
    adminId,
    students,
    framework: { templateId, idOf },
    midnight,
  }: {
    adminId: string;
    students: readonly { id: string }[];
    framework: Framework;
    midnight: number;
  },
): Promise<void> {
  const id = "demo_deployment_renewals";
  const createdAt = new Date(midnight - 900 * dayMs);
  const planned = students.length * Object.keys(asked).length;
  await insertRows(tx, competencyDeployments, [
    {
      ...{ id, schoolId, templateId, status: "ACTIVE", competencyIds: null, effectiveAt: createdAt, dueAt: null },
      ...{ assignmentsPlanned: planned, assignmentsDone: planned, createdBy: adminId, createdAt, updatedAt: createdAt },
    },
  ]);
  await insertRows(
    tx,
    deploymentTargets,
    students.map((student) => ({ deploymentId: id, schoolId, targetType: "student", targetId: student.id })),
  );
  const assignments = students.flatMap((student) =>
    keys.map((key) => ({
      id: assignmentIdOf(student.id, key),
      ...{ schoolId, userId: student.id, competencyId: idOf[key], deploymentId: id, createdAt },
      updatedAt: createdAt,
    })),
  );
  await insertRows(tx, competencyAssignments, assignments);
  await insertRows(
    tx,
    assignmentDeployments,
    assignments.map((assignment) => ({ assignmentId: assignment.id, deploymentId: id, schoolId })),
  );
}

async function insertAssessment(
  tx: Tx,
  made: {
    id: string;
    student: string;
    competencyId: string;
    assignmentId: string;
    at: Date;
    event: Exclude<Event, { expires: true }>;
  },
): Promise<void> {
  const { id, student, competencyId, assignmentId, at, event } = made;
  const of = { schoolId, studentId: student, competencyId };
  await insertRows(tx, assessments, [
    {
      ...{ id, ...of, assignmentId, assessorId: event.by, method: event.method, status: "SUBMITTED", metadata: {} },
      ...{ observedAt: new Date(at.getTime() - hourMs), createdAt: at, updatedAt: at, submittedAt: at },
    },
  ]);
  const evaluationId = stableUuid(`evaluation:${id}`);
  await insertRows(tx, evaluations, [
    {
      ...{ id: evaluationId, ...of, assessmentId: id, evaluatorId: event.by, isSelf: false },
      ...{ state: "SIGNED", revision: 1, signedAt: at, createdAt: at, overallRating: event.rating },
      ...wordColumns(
        { schoolId, evaluationId },
        event.method === "PORTFOLIO" ? { feedback: event.words } : { strengths: event.words },
      ),
    },
  ]);
}

/** Decides and writes as the program does, at a time of the demo. */
async function follow(
  tx: Tx,
  {
    assignmentId,
    competencyId,
    at,
    isExpiry,
  }: { assignmentId: string; competencyId: string; at: Date; isExpiry: boolean },
): Promise<void> {
  const [found] = await tx.query(selectFacts, { assignmentId });
  if (!found) throw new Error("the assignment was inserted");
  const [row] = await tx.query(selectStudent, { assignmentId });
  const recount: Recount | undefined = isExpiry
    ? decideExpiry(found.facts, at)
    : decideRecount(found.facts, "evaluation", at);
  if (!recount || !row) throw new Error("it had not expired");
  const { status, progressPercentage, completionDate, cycleStartsAt, score, cycle, turn } = recount;
  const { result, observations, evaluators, days } = score;
  await tx.query(updateAssignment, {
    ...{ id: assignmentId, status, progressPercentage, completionDate, cycleStartsAt },
    ...{ result, observations, evaluators, days, at },
  });
  const { studentId } = row;
  if (cycle?.change === "closed") {
    const { change: _, ...kept } = cycle;
    await insertRows(tx, assignmentCycles, [{ ...kept, assignmentId, schoolId, studentId }]);
  }
  const ref = { schoolId, studentId, kind: "competency" as const, ref: competencyId };
  if (turn === "completed" && found.facts.cycleStartsAt === null) {
    await insertRows(tx, achievements, [
      {
        id: stableUuid(`renewals:achievement:${assignmentId}`),
        ...ref,
        name: found.facts.competencyName,
        unlockedAt: at,
      },
    ]);
  } else if (turn === "completed" || turn === "expired") {
    await tx.query(updateAchievement, { ...ref, revokedAt: turn === "expired" ? at : null });
  }
}

type Asked = {
  templateId: string;
  name: string;
  ratingScaleId: string;
  targetRating: number;
  requiredObservations: number;
  requiredEvaluators: number;
};

const updateAsked = statement("demo_renewals_asked", (db, p: Params<Asked>) =>
  db
    .update(competencies)
    .set({
      ratingScaleId: p.ratingScaleId,
      targetRating: p.targetRating,
      requiredObservations: p.requiredObservations,
      requiredEvaluators: p.requiredEvaluators,
    })
    .where(and(eq(competencies.templateId, p.templateId), eq(competencies.name, p.name)))
    .returning({ id: competencies.id }),
);

const selectStudent = statement("demo_renewals_student", (db, p: Params<{ assignmentId: string }>) =>
  db
    .select({ studentId: competencyAssignments.userId })
    .from(competencyAssignments)
    .where(eq(competencyAssignments.id, p.assignmentId)),
);

type Counted = {
  id: string;
  status: Recount["status"];
  progressPercentage: number;
  completionDate: Date | null;
  cycleStartsAt: Date | null;
  result: number | null;
  observations: number;
  evaluators: number;
  days: number;
  at: Date;
};

const updateAssignment = statement("demo_renewals_recount", (db, p: Params<Counted>) =>
  db
    .update(competencyAssignments)
    .set({
      status: p.status,
      progressPercentage: p.progressPercentage,
      completionDate: p.completionDate,
      cycleStartsAt: p.cycleStartsAt,
      result: p.result,
      observations: p.observations,
      evaluators: p.evaluators,
      days: p.days,
      updatedAt: p.at,
    })
    .where(eq(competencyAssignments.id, p.id)),
);

const updateAchievement = statement(
  "demo_renewals_achievement",
  (db, p: Params<{ studentId: string; kind: "competency"; ref: string; schoolId: string; revokedAt: Date | null }>) =>
    db
      .update(achievements)
      .set({ revokedAt: p.revokedAt })
      .where(and(eq(achievements.studentId, p.studentId), eq(achievements.kind, p.kind), eq(achievements.ref, p.ref))),
);

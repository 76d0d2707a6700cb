import { readFileSync } from "node:fs";
import { and, desc, eq } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { AssessmentStatus } from "#src/features/assessments/schema.ts";
import type { AssessmentAct } from "#src/features/assessments/values.ts";
import { parseFramework } from "#src/features/frameworks/import/parse.ts";
import { insertFramework } from "#src/features/frameworks/insert-framework.ts";
import { moveFramework } from "#src/features/frameworks/move-framework.ts";
import { selectFacts } from "#src/features/progress/assignment-facts.ts";
import { rebuildProgress } from "#src/features/progress/queries.ts";
import { decideRecount } from "#src/features/progress/rules.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { achievements } from "#src/platform/db/tables/achievements.ts";
import { assessmentActs } from "#src/platform/db/tables/assessment-acts.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import { assignmentDeployments, competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments, deploymentTargets } from "#src/platform/db/tables/competency-deployments.ts";
import { evaluationCriteria, evaluationPrivateNotes, evaluations } from "#src/platform/db/tables/evaluations.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { wordColumns } from "#src/platform/sealed/evaluation-words.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { noteRow } from "#src/platform/sealed/private-note.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { decodeText } from "#src/platform/tables/decode-text.ts";
import { admin, demoSchool, stableUuid, studentEmail, studentName, supervisors } from "./people.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const schoolId = demoSchool.id;

type Person = { id: string; name: string };
const maya: Person = { id: stableUuid(supervisors[0].email), name: supervisors[0].name };
const tomas: Person = { id: stableUuid(supervisors[4].email), name: supervisors[4].name };
const school: Person = { id: stableUuid(admin.email), name: admin.name };
/** Placed where Maya and Tomás supervise. */
const placed = [6, 12, 18];

/**
 * What follows a submission: a framework that asks for countersignatures, with assessments in each state; and one of
 * the demo student's that was amended, read and answered.
 */
export async function insertFollowed(
  tx: Tx,
  people: { adminId: string; students: readonly { id: string; n: number }[] },
  midnight: number,
): Promise<void> {
  const students = placed.flatMap((n) => people.students.filter((student) => student.n === n));
  const framework = await insertCountersigned(tx, people.adminId, students, midnight);
  const [a, b, c] = students.map(({ id }) => id);
  if (!a || !b || !c) throw new Error("the demo school has these students");
  const [cannula, medicine, dressing] = framework;
  if (!cannula || !medicine || !dressing) throw new Error("the framework has these competencies");
  const at = (daysAgo: number) => new Date(midnight - daysAgo * dayMs - 9 * hourMs);

  await insertAssessments(tx, cannula.rubricIds, [
    {
      ...{ student: a, competencyId: cannula.id, by: maya, at: at(1), status: "SUBMITTED" },
      said: [
        {
          rating: 4,
          scores: [3, 3, 3, 2],
          strengths: "Steady hands, and told the patient each step.",
          nextSteps: null,
        },
      ],
    },
    {
      ...{ student: a, competencyId: medicine.id, by: maya, at: at(12), status: "APPROVED" },
      said: [{ rating: 4, strengths: "Checked the dose twice without being asked.", nextSteps: "Say the rate aloud." }],
      acts: [{ act: "COUNTERSIGNED", by: tomas, hours: 20, words: "Agreed. I saw the second check myself." }],
    },
    {
      ...{ student: a, competencyId: dressing.id, by: maya, at: at(8), status: "REJECTED" },
      said: [{ rating: 5, strengths: "Kept the field sterile throughout.", nextSteps: null }],
      acts: [
        {
          act: "NOT_COUNTERSIGNED",
          by: tomas,
          hours: 30,
          words: "I removed the old dressing. The student did the second half.",
        },
      ],
    },
    {
      ...{ student: b, competencyId: cannula.id, by: tomas, at: at(2), status: "SUBMITTED" },
      said: [
        { rating: 3, scores: [3, 2, 3, 2], strengths: "Chose a good vein.", nextSteps: "Secure before you flush." },
      ],
    },
    {
      ...{ student: b, competencyId: medicine.id, by: tomas, at: at(15), status: "APPROVED" },
      said: [{ rating: 4, strengths: "Calm when the pump alarmed.", nextSteps: null }],
      acts: [{ act: "COUNTERSIGNED", by: school, hours: 48, words: null }],
    },
    {
      ...{ student: b, competencyId: dressing.id, by: maya, at: at(10), status: "VOIDED" },
      said: [{ rating: 4, strengths: "Inspected the site and described it well.", nextSteps: null }],
      acts: [{ act: "VOIDED", by: school, hours: 26, words: "This was another student of the same shift." }],
    },
    {
      ...{ student: c, competencyId: cannula.id, by: tomas, at: at(5), status: "APPROVED" },
      said: [
        {
          rating: 5,
          scores: [3, 3, 3, 3],
          strengths: "Checked identity, allergies and consent without a prompt.",
          nextSteps: "A smoother flush. Say the gauge and date aloud as you label.",
          note: "Confidence is ahead of technique on the flush.",
        },
        {
          rating: 4,
          scores: [3, 3, 3, 2],
          strengths: "Checked identity, allergies and consent without a prompt.",
          nextSteps:
            "You flushed before the dressing was secure. Secure first, and say the gauge and date aloud as you label.",
          note: "Confidence is ahead of technique on the flush.",
          reason: "I had scored the insertion and left out the flush.",
        },
      ],
      acts: [
        {
          act: "COUNTERSIGNED",
          by: maya,
          hours: 26,
          words: "Agreed. The order of flush and dressing is the thing to work on.",
        },
      ],
    },
  ]);
  await recountDemo(
    tx,
    [a, b, c],
    framework.map(({ id }) => id),
    at(0),
  );
  const amina = stableUuid(studentEmail(0));
  await insertAmended(tx, amina, at(0));
  await rebuildProgress(tx, [a, b, c, amina]);
}

type Competency = { id: string; name: string; rubricIds: string[] };

async function insertCountersigned(
  tx: Tx,
  adminId: string,
  students: readonly { id: string }[],
  midnight: number,
): Promise<Competency[]> {
  const file = "followed.csv";
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
      title: "Medicines and lines: countersigned skills",
      scoringMethod: "LATEST",
      requiredObservations: 1,
      requiredEvaluators: 1,
      requiredDays: 1,
      nTimes: undefined,
      publish: false,
    },
  });
  await tx.query(askForCountersignature, { templateId });
  const found = await tx.query(selectCompetencies, { templateId });
  const rubric = criteria.map((criterion, index) => ({
    ...criterion,
    id: stableUuid(`followed:rubric:${index}`),
    schoolId,
    competencyId: found[0]?.id ?? "",
    description: "",
    maxScore: 3,
    performanceLevels: levels,
    orderIndex: index,
    createdBy: adminId,
  }));
  await insertRows(tx, competencyRubrics, rubric);
  moveFramework(tx, { id: templateId, status: "DRAFT" }, "PUBLISHED", "admin");

  const id = "demo_deployment_followed";
  const createdAt = new Date(midnight - 40 * dayMs);
  const planned = found.length * students.length;
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
    found.map((competency, index) => ({
      id: stableUuid(`followed:assignment:${student.id}:${index}`),
      schoolId,
      userId: student.id,
      competencyId: competency.id,
      deploymentId: id,
      createdAt,
      updatedAt: createdAt,
    })),
  );
  await insertRows(tx, competencyAssignments, assignments);
  await insertRows(
    tx,
    assignmentDeployments,
    assignments.map((assignment) => ({ assignmentId: assignment.id, deploymentId: id, schoolId })),
  );
  return found.map((competency, index) => ({
    ...competency,
    rubricIds: index === 0 ? rubric.map((one) => one.id) : [],
  }));
}

const criteria = [
  { criterionName: "Identity, allergies and consent", weight: 1, passScore: 2 },
  { criterionName: "Choice of site, vein and gauge", weight: 1, passScore: null },
  { criterionName: "Aseptic non-touch technique", weight: 2, passScore: 2 },
  { criterionName: "Secure, flush, dress and label", weight: 1, passScore: null },
];
const levels = [
  { value: 1, label: "Not yet", description: "Leaves steps out, or needs them done." },
  { value: 2, label: "With prompts", description: "Does it when reminded." },
  { value: 3, label: "Safe alone", description: "Does it without a reminder." },
];

type Said = {
  rating: number;
  /** Of the first criteria. */
  scores?: number[];
  strengths: string | null;
  nextSteps: string | null;
  note?: string;
  /** Why it replaced the revision before it. */
  reason?: string;
};
type Made = {
  student: string;
  competencyId: string;
  by: Person;
  at: Date;
  status: AssessmentStatus;
  /** The revisions, the last of which is in force. */
  said: Said[];
  acts?: { act: AssessmentAct; by: Person; hours: number; words: string | null }[];
};

export async function insertAssessments(tx: Tx, rubricIds: readonly string[], made: readonly Made[]): Promise<void> {
  const keyOf = ({ student, competencyId }: Made) =>
    `${student}:${made.findIndex((one) => one.competencyId === competencyId)}`;
  const idOf = (one: Made) => stableUuid(`followed:assessment:${keyOf(one)}`);
  const evaluationOf = (one: Made, revision: number) => stableUuid(`followed:evaluation:${keyOf(one)}:${revision}`);
  await insertRows(
    tx,
    assessments,
    made.map((one) => ({
      ...{ id: idOf(one), schoolId, studentId: one.student, competencyId: one.competencyId, assessorId: one.by.id },
      ...{ method: "DOPS", status: one.status, rotationId: "demo_rotation_acute", metadata: {} },
      ...{ observedAt: new Date(one.at.getTime() - hourMs), createdAt: one.at, updatedAt: one.at, submittedAt: one.at },
    })),
  );
  const said = made.flatMap((one) =>
    one.said.map((words, index) => ({ one, words, revision: index + 1, id: evaluationOf(one, index + 1) })),
  );
  await insertRows(
    tx,
    evaluations,
    said.map(({ one, words, revision, id }) => {
      const isLast = revision === one.said.length;
      const signedAt = new Date(one.at.getTime() + (revision - 1) * 3 * hourMs);
      return {
        ...{ id, schoolId, studentId: one.student, competencyId: one.competencyId, assessmentId: idOf(one) },
        ...{ evaluatorId: one.by.id, isSelf: false, revision, signedAt, createdAt: signedAt },
        state: isLast ? (one.status === "VOIDED" ? "VOIDED" : "SIGNED") : "SUPERSEDED",
        replacesId: revision > 1 ? evaluationOf(one, revision - 1) : null,
        changeReason: sealText(sealedFields.changeReason, { schoolId, rowId: id }, words.reason ?? null),
        overallRating: words.rating,
        ...wordColumns({ schoolId, evaluationId: id }, words),
      } as const;
    }),
  );
  await insertRows(
    tx,
    evaluationCriteria,
    said.flatMap(({ words, id }) =>
      (words.scores ?? []).map((score, index) => ({
        evaluationId: id,
        rubricId: rubricIds[index] ?? "",
        schoolId,
        score,
      })),
    ),
  );
  await insertRows(
    tx,
    evaluationPrivateNotes,
    said.flatMap(({ words, id }) => (words.note ? [noteRow({ schoolId, evaluationId: id }, words.note)] : [])),
  );
  await insertRows(
    tx,
    assessmentActs,
    made.flatMap((one) =>
      (one.acts ?? []).map(({ act, by, hours, words }) => {
        const id = stableUuid(`followed:act:${keyOf(one)}:${act}:${by.id}`);
        return {
          ...{ id, schoolId, studentId: one.student, act },
          words: sealText(sealedFields.assessmentActWords, { schoolId, rowId: id }, words),
          ...{
            assessmentId: idOf(one),
            evaluationId: evaluationOf(one, one.said.length),
            actorId: by.id,
            actorName: by.name,
          },
          createdAt: new Date(one.at.getTime() + hours * hourMs),
        };
      }),
    ),
  );
}

/** Of the demo student: amended downwards, read, and answered by both. */
async function insertAmended(tx: Tx, amina: string, at: Date): Promise<void> {
  const [open] = await tx.query(selectOpen, { studentId: amina, evaluatorId: maya.id });
  if (!open) throw new Error("the demo student has a competency that Maya began to assess");
  const student = { id: amina, name: studentName(0) };
  const strengths = "Explained each step to the patient and checked consent.";
  await insertAssessments(
    tx,
    [],
    [
      {
        ...{ student: amina, competencyId: open.competencyId, by: maya, at, status: "SUBMITTED" },
        said: [
          { rating: 3, strengths, nextSteps: "Say the plan aloud, and use the card for the handover." },
          {
            ...{ rating: 2, strengths },
            nextSteps: "You asked for help late. Say the plan aloud, and call me as soon as it changes.",
            note: "Asks little. Pair her with Priya for the next handover.",
            reason: "I had rated the end of the shift alone, and not the handover.",
          },
        ],
        acts: [
          { act: "READ", by: student, hours: 5, words: null },
          {
            ...{ act: "REPLIED", by: student, hours: 6 },
            words: "Thank you. I practised it with Tomás this morning. May I try again this week?",
          },
          {
            ...{ act: "REPLIED", by: maya, hours: 8 },
            words: "Yes, on Thursday. Ask Tomás to watch: you need a second assessor.",
          },
        ],
      },
    ],
  );
  await recountDemo(tx, [amina], [open.competencyId], at);
}

/** Counts assignments as the program does, at a time of the demo. */
export async function recountDemo(
  tx: Tx,
  studentIds: readonly string[],
  competencyIds: readonly string[],
  at: Date,
): Promise<void> {
  for (const studentId of studentIds) {
    for (const competencyId of competencyIds) {
      const [assignment] = await tx.query(selectAssignment, { studentId, competencyId });
      const [found] = assignment ? await tx.query(selectFacts, { assignmentId: assignment.id }) : [];
      if (!found) continue;
      const { status, progressPercentage, completionDate, score } = decideRecount(found.facts, "evaluation", at);
      const { result, observations, evaluators, days } = score;
      const id = found.facts.assignmentId;
      await tx.query(updateAssignment, {
        ...{ id, status, progressPercentage, completionDate, result, observations, evaluators, days, at },
      });
      if (status !== "ACHIEVED" || found.facts.status === "ACHIEVED") continue;
      await insertRows(tx, achievements, [
        {
          ...{ id: stableUuid(`followed:achievement:${studentId}:${found.facts.competencyName}`), schoolId, studentId },
          ...{ kind: "competency", ref: competencyId, name: found.facts.competencyName, unlockedAt: at },
        },
      ]);
    }
  }
}

const askForCountersignature = statement("demo_ask_countersignature", (db, p: Params<{ templateId: string }>) =>
  db.update(competencies).set({ needsCountersignature: true }).where(eq(competencies.templateId, p.templateId)),
);

const selectCompetencies = statement("demo_followed_competencies", (db, p: Params<{ templateId: string }>) =>
  db
    .select({ id: competencies.id, name: competencies.name })
    .from(competencies)
    .where(eq(competencies.templateId, p.templateId))
    .orderBy(competencies.sortOrder),
);

const selectAssignment = statement(
  "demo_followed_assignment",
  (db, p: Params<{ studentId: string; competencyId: string }>) =>
    db
      .select({ id: competencyAssignments.id })
      .from(competencyAssignments)
      .where(
        and(eq(competencyAssignments.userId, p.studentId), eq(competencyAssignments.competencyId, p.competencyId)),
      ),
);

const e = alias(evaluations, "e");

const selectOpen = statement("demo_followed_open", (db, p: Params<{ studentId: string; evaluatorId: string }>) =>
  db
    .select({ competencyId: e.competencyId })
    .from(e)
    .innerJoin(
      competencyAssignments,
      and(eq(competencyAssignments.userId, e.studentId), eq(competencyAssignments.competencyId, e.competencyId)),
    )
    .where(
      and(
        eq(e.studentId, p.studentId),
        eq(e.evaluatorId, p.evaluatorId),
        isOneOf(competencyAssignments.status, "IN_PROGRESS"),
      ),
    )
    .orderBy(desc(e.signedAt), e.id)
    .limit(1),
);

type Counted = Pick<
  typeof competencyAssignments.$inferSelect,
  "id" | "status" | "progressPercentage" | "completionDate" | "result" | "observations" | "evaluators" | "days"
> & { at: Date };

const updateAssignment = statement("demo_followed_recount", (db, p: Params<Counted>) =>
  db
    .update(competencyAssignments)
    .set({
      status: p.status,
      progressPercentage: p.progressPercentage,
      completionDate: p.completionDate,
      result: p.result,
      observations: p.observations,
      evaluators: p.evaluators,
      days: p.days,
      updatedAt: p.at,
    })
    .where(eq(competencyAssignments.id, p.id)),
);

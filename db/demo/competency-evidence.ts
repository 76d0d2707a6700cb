import { and, eq } from "drizzle-orm";
import { type CountedInput, scoreCompetency } from "#src/features/progress/rules.ts";
import type { DemoCompetency } from "#src/features/samples/history.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import type { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import type { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import type { evaluationCriteria, evaluationPrivateNotes, evaluations } from "#src/platform/db/tables/evaluations.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { wordColumns } from "#src/platform/sealed/evaluation-words.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { noteRow } from "#src/platform/sealed/private-note.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { demoSchool, stableUuid } from "./people.ts";

/** One competency that asks for more than one assessment, and of which the demo student has evidence of every kind. */
const name = "Monitor all aspects of patient care, including diet and physical activity";
/** One that the demo student completed, and that is valid for half a year, so that it expires soon. */
const renewed = "Administer medications to patients and monitor patients for reactions or side effects";
const requirement = { requiredObservations: 3, requiredEvaluators: 2, requiredDays: 3 };

const levels = [
  { value: 1, label: "Not safe yet", description: "Left out, or done so that the patient could come to harm." },
  { value: 2, label: "With prompts", description: "Done safely after a reminder." },
  { value: 3, label: "Safe alone", description: "Done safely, completely and unprompted." },
];
const criteria = [
  { key: "observe", name: "Observations at the right times", isMustPass: true, earlier: 2, latest: 3 },
  { key: "report", name: "Notices a change and reports it", isMustPass: true, earlier: 2, latest: 2 },
  { key: "diet", name: "Diet and fluids against the plan", isMustPass: false, earlier: 1, latest: 3 },
  { key: "move", name: "Safe movement and positioning", isMustPass: true, earlier: 2, latest: 3 },
  { key: "explain", name: "Explains what is watched, and why", isMustPass: false, earlier: 3, latest: null },
] as const;

const rubricIdOf = (key: string) => `demo_rubric_${key}`;
const dayMs = 86_400_000;

/** While its framework is a draft: what the competency asks for, and its criteria. */
export async function shapeCompetency(tx: Tx, templateId: string): Promise<void> {
  await tx.query(updateValidity, { templateId, name: renewed, validityMonths: 6 });
  const [competency] = await tx.query(updateRequirement, { templateId, name, ...requirement });
  if (!competency) throw new Error(`the demo framework has no competency “${name}”`);
  for (const [orderIndex, criterion] of criteria.entries()) {
    tx.send(insertCriterion, {
      id: rubricIdOf(criterion.key),
      schoolId: demoSchool.id,
      competencyId: competency.id,
      criterionName: criterion.name,
      description: "As the care plan of the ward asks for it.",
      passScore: criterion.isMustPass ? 2 : null,
      performanceLevels: levels,
      orderIndex,
    });
  }
}

type Rows = {
  assignments: (typeof competencyAssignments.$inferInsert)[];
  assessments: (typeof assessments.$inferInsert)[];
  evaluations: (typeof evaluations.$inferInsert)[];
  criteria: (typeof evaluationCriteria.$inferInsert)[];
  notes: (typeof evaluationPrivateNotes.$inferInsert)[];
};

type Said = { feedback?: string; strengths?: string; nextSteps?: string };

/**
 * Adds to the student's one assessment: an earlier one that was amended, one by a guest that the school voided, and a
 * self-evaluation; and counts the assignment again.
 */
export function addEvidenceOfEveryKind(rows: Rows, studentId: string, all: readonly DemoCompetency[]): void {
  const competency = all.find((one) => one.name === name);
  const assignment = rows.assignments.find((one) => one.userId === studentId && one.competencyId === competency?.id);
  const latest = rows.evaluations.find((one) => one.studentId === studentId && one.competencyId === competency?.id);
  const latestAssessment = rows.assessments.find(({ id }) => id === latest?.assessmentId);
  if (!competency || !assignment || !latest?.evaluatorId || !latestAssessment?.observedAt)
    throw new Error(`the demo student has no assessment of “${name}”`);

  Object.assign(latestAssessment, { method: "DOPS" });
  const words = {
    strengths:
      "Took the observations on time, without a prompt, and compared the fluid chart with the plan before the round. Sat down with the patient to ask how eating goes.",
    nextSteps:
      "The early warning score had gone up by two, and you charted it but waited for me to say it. Report it first, then chart it. Say aloud what you would do next.",
  };
  Object.assign(latest, wordColumns({ schoolId: demoSchool.id, evaluationId: latest.id }, words));
  addCriteria(rows, latest.id, "latest");
  rows.notes.push(
    noteRow(
      { schoolId: demoSchool.id, evaluationId: latest.id },
      "Came off two nights. I would look at reporting again on a calmer shift before reading much into it.",
    ),
  );

  const observedAt = latestAssessment.observedAt.getTime();
  const add = (
    key: string,
    days: number,
    assessment: Partial<(typeof assessments)["$inferInsert"]>,
    lines: readonly (Partial<(typeof evaluations)["$inferInsert"]> & Said)[],
  ) => {
    const at = new Date(observedAt - days * dayMs);
    const base = { schoolId: demoSchool.id, studentId, competencyId: competency.id };
    const assessmentId = stableUuid(`evidence:${key}`);
    rows.assessments.push({
      id: assessmentId,
      ...base,
      assignmentId: assignment.id,
      status: "SUBMITTED",
      rotationId: latestAssessment.rotationId ?? null,
      observedAt: at,
      createdAt: at,
      updatedAt: at,
      submittedAt: at,
      metadata: {},
      ...assessment,
    });
    for (const { feedback, strengths, nextSteps, ...line } of lines) {
      const id = stableUuid(`evidence:${key}:${line.revision ?? 1}`);
      rows.evaluations.push({
        id,
        ...base,
        ...wordColumns({ ...base, evaluationId: id }, { feedback, strengths, nextSteps }),
        assessmentId,
        isSelf: false,
        state: "SIGNED",
        revision: 1,
        signedAt: at,
        createdAt: at,
        ...line,
      });
    }
  };

  const { evaluatorId } = latest;
  add("amended", 12, { assessorId: evaluatorId, method: "MINI_CEX" }, [
    { evaluatorId, state: "SUPERSEDED", overallRating: 3, strengths: "Calm with an anxious patient." },
    {
      evaluatorId,
      overallRating: 2,
      revision: 2,
      replacesId: stableUuid("evidence:amended:1"),
      changeReason: sealText(
        sealedFields.changeReason,
        { schoolId: demoSchool.id, rowId: stableUuid("evidence:amended:2") },
        "I had chosen the level of the next student on my list.",
      ),
      strengths: "Calm with an anxious patient, and explained each step in words she could follow.",
      nextSteps: "The fluid chart was two hours behind. Fill it in at the bedside, not at the end of the shift.",
    },
  ]);
  addCriteria(rows, stableUuid("evidence:amended:2"), "earlier");
  add("guest", 6, { status: "VOIDED", method: "DIRECT_OBSERVATION" }, [
    {
      evaluatorId: null,
      guestName: "Ingrid Solheim",
      guestRole: "Dietitian",
      guestEmail: "ingrid.solheim@demo.test",
      state: "VOIDED",
      overallRating: 4,
      feedback: "Went through the meal plan with the patient alone and noticed that the texture did not fit.",
    },
  ]);
  add("self", 14, { assessorId: studentId, method: "SIMULATION" }, [
    {
      evaluatorId: studentId,
      isSelf: true,
      overallRating: 2,
      feedback: "I see the numbers, but I am slow to say what worries me. I want to practise reporting.",
    },
  ]);
  recount(rows, assignment, competency);
}

function addCriteria(rows: Rows, evaluationId: string, which: "earlier" | "latest"): void {
  for (const criterion of criteria) {
    rows.criteria.push({
      evaluationId,
      rubricId: rubricIdOf(criterion.key),
      schoolId: demoSchool.id,
      score: criterion[which],
    });
  }
}

function recount(rows: Rows, assignment: Rows["assignments"][number], competency: DemoCompetency): void {
  const score = scoreCompetency({
    ...competency,
    times: 1,
    cycleStartsAt: null,
    timeZone: demoSchool.timeZone,
    evaluations: rows.evaluations
      .filter((line) => line.studentId === assignment.userId && line.competencyId === competency.id)
      .map((line): CountedInput => {
        const assessment = rows.assessments.find(({ id }) => id === line.assessmentId);
        const at = assessment?.observedAt ?? new Date(0);
        return {
          assessmentId: line.assessmentId,
          evaluatorKey: line.evaluatorId ?? line.guestEmail ?? "",
          observedAt: at,
          submittedAt: line.signedAt ?? at,
          state: line.state,
          isSelf: line.isSelf ?? false,
          assessmentStatus: assessment?.status ?? "SUBMITTED",
          overallRating: line.overallRating ?? null,
          criteria: [],
        };
      }),
  });
  Object.assign(assignment, {
    progressPercentage: score.progress,
    result: score.result,
    observations: score.observations,
    evaluators: score.evaluators,
    days: score.days,
  });
}

const updateRequirement = statement(
  "demo_shape_competency",
  (db, p: Params<{ templateId: string; name: string } & typeof requirement>) =>
    db
      .update(competencies)
      .set({
        requiredObservations: p.requiredObservations,
        requiredEvaluators: p.requiredEvaluators,
        requiredDays: p.requiredDays,
      })
      .where(and(eq(competencies.templateId, p.templateId), eq(competencies.name, p.name)))
      .returning({ id: competencies.id }),
);

type NewCriterion = Required<
  Pick<
    typeof competencyRubrics.$inferInsert,
    | "id"
    | "schoolId"
    | "competencyId"
    | "criterionName"
    | "description"
    | "passScore"
    | "performanceLevels"
    | "orderIndex"
  >
>;

const insertCriterion = statement("demo_insert_criterion", (db, p: Params<NewCriterion>) =>
  db.insert(competencyRubrics).values({
    id: p.id,
    schoolId: p.schoolId,
    competencyId: p.competencyId,
    criterionName: p.criterionName,
    description: p.description,
    maxScore: 3,
    passScore: p.passScore,
    performanceLevels: p.performanceLevels,
    orderIndex: p.orderIndex,
  }),
);

const updateValidity = statement(
  "demo_validity",
  (db, p: Params<{ templateId: string; name: string; validityMonths: number }>) =>
    db
      .update(competencies)
      .set({ validityMonths: p.validityMonths, renewalWays: ["ASSESSMENT", "EVIDENCE"] })
      .where(and(eq(competencies.templateId, p.templateId), eq(competencies.name, p.name))),
);

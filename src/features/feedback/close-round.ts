import { randomInt } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { events as assessmentEvents } from "#src/features/assessments/events.ts";
import { assessmentSteps, evaluationSteps } from "#src/features/assessments/rules.ts";
import { criteriaOf } from "#src/features/assessments/signing/decide-signing.ts";
import { loadNamed } from "#src/features/assessments/signing/signing-facts.ts";
import { writeDetails } from "#src/features/assessments/signing/write-signing.ts";
import { answersOf, type LockedRound, recordAct } from "#src/features/feedback/locked-round.ts";
import { findScale } from "#src/features/feedback/round-scale.ts";
import { closingFault, type RoundActor, roundSteps, shuffled } from "#src/features/feedback/rules.ts";
import { type AnswerBody, answerBody } from "#src/features/feedback/schema.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { recountAssignment } from "#src/features/progress/recount-assignment.ts";
import { rubricResult, type ScaleRule } from "#src/features/progress/rules.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { evaluationAuthors, evaluations } from "#src/platform/db/tables/evaluations.ts";
import { feedbackRounds } from "#src/platform/db/tables/feedback-rounds.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { openUnsigned, type StoredUnsigned, wordColumns } from "#src/platform/sealed/evaluation-words.ts";
import { assertStep } from "#src/policy/assert-step.ts";

/**
 * Closes a round that the caller has locked: it becomes an assessment of its own id, and each answer an evaluation in
 * it. They are written at one instant and in a random order, and who wrote which is kept where the student cannot read
 * it, so that neither time nor order nor a name tells who said what.
 */
export async function closeRound(tx: Tx, ctx: UserContext, round: LockedRound, by: RoundActor): Promise<void> {
  const fault = closingFault({ answered: answersOf(round) });
  if (fault) throw new AppError("conflict", fault);
  assertStep(roundSteps, round.state, "CLOSED", by);
  assertStep(assessmentSteps, "NEW", "SUBMITTED", "assessor");
  assertStep(evaluationSteps, "NEW", "SIGNED", "evaluator");
  const { id, schoolId, studentId, competencyId } = round;
  const at = now();
  const [scale, kept] = await Promise.all([findScale(tx, round), tx.query(takeAnswers, { roundId: id })]);
  const taken = kept.map((line) => opened(schoolId, line));
  if (closingFault({ answered: taken.length })) throw new Error("a round closes with the answers that were counted");

  tx.send(updateClosed, { roundId: id, endedAt: at });
  const { assignmentId } = scale;
  tx.send(insertAssessment, {
    id,
    schoolId,
    studentId,
    competencyId,
    assignmentId,
    observedAt: round.observedAt,
    submittedAt: at,
  });
  await writeEvaluations(tx, ctx, round, { scale, answers: shuffled(taken, (below) => randomInt(below)), at });
  await recountAssignment(tx, assignmentId, "evaluation");
  recordAct(tx, ctx, round, "feedback.close", { state: "CLOSED", detail: { competencyId, answers: taken.length } });
  emit(tx, [
    assessmentEvents.submitted.of({
      schoolId,
      studentId,
      data: { assessmentId: id, studentId, competencyId, status: "submitted", evaluatorName: "" },
    }),
  ]);
  tellOfClosing(tx, ctx, round, { assignmentId, answers: taken.length });
}

function tellOfClosing(
  tx: Tx,
  ctx: UserContext,
  round: LockedRound,
  { assignmentId, answers }: { assignmentId: string; answers: number },
): void {
  const { id, schoolId, studentId, studentName, competencyName, startedBy } = round;
  const payload = { assessmentId: id, assignmentId };
  notify(tx, {
    template: "feedbackReady",
    schoolId,
    userId: studentId,
    variables: { assessor_count: answers, competency_name: competencyName },
    payload,
  });
  if (startedBy === ctx.actor.userId) return;
  notify(tx, {
    template: "feedbackGathered",
    schoolId,
    userId: startedBy,
    variables: { student_name: studentName, competency_name: competencyName },
    payload,
  });
}

type Taken = { evaluatorId: string; content: AnswerBody };

async function writeEvaluations(
  tx: Tx,
  ctx: UserContext,
  { id: assessmentId, schoolId, studentId, competencyId }: LockedRound,
  { scale, answers, at }: { scale: ScaleRule; answers: readonly Taken[]; at: Date },
): Promise<void> {
  const written = await Promise.all(
    answers.map(async ({ evaluatorId, content: { evaluationData } }) => {
      const { rubric } = await loadNamed(tx, ctx.actor, { competencyId, evaluationData, evidenceFiles: [] });
      return { evaluatorId, evaluationData, rubricResult: rubricResult(scale, criteriaOf(evaluationData, rubric)) };
    }),
  );
  const lines = written.map((line) => ({ id: newId(), ...line }));
  tx.send(insertEvaluations, {
    schoolId,
    studentId,
    competencyId,
    assessmentId,
    at,
    rows: JSON.stringify(
      lines.map(({ id, rubricResult: result, evaluationData }) => ({
        id,
        overallRating: evaluationData.overallRating ?? null,
        rubricResult: result,
        ...wordColumns({ schoolId, evaluationId: id }, evaluationData),
      })),
    ),
  });
  tx.send(insertAuthors, {
    schoolId,
    studentId,
    rows: JSON.stringify(lines.map(({ id, evaluatorId }) => ({ id, evaluatorId }))),
  });
  for (const { id, evaluationData } of lines) {
    writeDetails(tx, { schoolId, assessmentId, evaluationId: id }, evaluationData, []);
  }
}

const takenRow = z.object({
  evaluatorId: z.string(),
  content: z.object({ evaluationData: z.custom<StoredUnsigned>() }),
});

function opened(schoolId: string, { evaluatorId, content: { evaluationData } }: z.output<typeof takenRow>): Taken {
  const data = openUnsigned("answer", { schoolId, authorId: evaluatorId }, evaluationData);
  return { evaluatorId, content: answerBody.parse({ evaluationData: data }) };
}

const takeAnswers = sqlStatement(
  "feedback_answers_take",
  takenRow,
  (p: Params<{ roundId: string }>) => sql`
    select taken.evaluator_id as "evaluatorId", taken.content from app.take_feedback_answers(${p.roundId}) taken`,
);

const updateClosed = statement("feedback_round_close", (db, p: Params<{ roundId: string; endedAt: Date }>) =>
  db.update(feedbackRounds).set({ state: "CLOSED", endedAt: p.endedAt }).where(eq(feedbackRounds.id, p.roundId)),
);

type NewAssessment = {
  id: string;
  schoolId: string;
  studentId: string;
  competencyId: string;
  assignmentId: string;
  observedAt: Date;
  submittedAt: Date;
};

const insertAssessment = statement("feedback_assessment_insert", (db, p: Params<NewAssessment>) =>
  db.insert(assessments).values({
    id: p.id,
    schoolId: p.schoolId,
    studentId: p.studentId,
    competencyId: p.competencyId,
    assignmentId: p.assignmentId,
    method: "MULTI_SOURCE_FEEDBACK",
    status: "SUBMITTED",
    observedAt: p.observedAt,
    submittedAt: p.submittedAt,
    createdAt: p.submittedAt,
    updatedAt: p.submittedAt,
  }),
);

type NewEvaluations = {
  schoolId: string;
  studentId: string;
  competencyId: string;
  assessmentId: string;
  at: Date;
  rows: string;
};

const insertEvaluations = sqlWrite("feedback_evaluations_insert", (p: Params<NewEvaluations>) => {
  const e = evaluations;
  return sql`
    insert into ${e} (${columns(
      e.id,
      e.schoolId,
      e.studentId,
      e.competencyId,
      e.assessmentId,
      e.state,
      e.isAnonymous,
      e.overallRating,
      e.rubricResult,
      e.words,
      e.wordCount,
      e.hasNextSteps,
      e.signedAt,
      e.createdAt,
    )})
    select given.id, ${p.schoolId}, ${p.studentId}, ${p.competencyId}, ${p.assessmentId}, 'SIGNED', true,
           given."overallRating", given."rubricResult", given.words, given."wordCount", given."hasNextSteps",
           ${p.at}::timestamptz, ${p.at}::timestamptz
    from jsonb_to_recordset(${p.rows}::jsonb) as given (id text, "overallRating" numeric, "rubricResult" numeric,
      words text, "wordCount" integer, "hasNextSteps" boolean)`;
});

const insertAuthors = sqlWrite(
  "feedback_authors_insert",
  (p: Params<{ schoolId: string; studentId: string; rows: string }>) => {
    const { evaluationId, schoolId, studentId, evaluatorId } = evaluationAuthors;
    return sql`
      insert into ${evaluationAuthors} (${columns(evaluationId, schoolId, studentId, evaluatorId)})
      select given.id, ${p.schoolId}, ${p.studentId}, given."evaluatorId"
      from jsonb_to_recordset(${p.rows}::jsonb) as given (id text, "evaluatorId" text)`;
  },
);

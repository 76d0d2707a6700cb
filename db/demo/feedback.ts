import { and, asc, eq } from "drizzle-orm";
import { rebuildProgress } from "#src/features/progress/queries.ts";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { evaluationAuthors, evaluationPrivateNotes, evaluations } from "#src/platform/db/tables/evaluations.ts";
import { feedbackAnswers, feedbackAsked, feedbackRounds } from "#src/platform/db/tables/feedback-rounds.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import { placementSupervisors } from "#src/platform/db/tables/placements.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { sealUnsigned, wordColumns } from "#src/platform/sealed/evaluation-words.ts";
import { sealedFields } from "#src/platform/sealed/field.ts";
import { noteRow } from "#src/platform/sealed/private-note.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { recountDemo } from "./followed.ts";
import { demoSchool, stableUuid, studentEmail } from "./people.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const schoolId = demoSchool.id;
const studentId = stableUuid(studentEmail(0));
const maya = stableUuid("supervisor@demo.test");
const tomas = stableUuid("tomas.rivera@demo.test");
const li = stableUuid("li.chen@demo.test");
const priya = stableUuid("priya.nair@demo.test");

/** In the order in which the student reads them, which is nobody's. */
const said = [
  {
    by: priya,
    rating: 3,
    strengths: "Listens before she speaks. The family of bed 4 asked for her by name.",
    nextSteps: "Sum up at the end what was agreed, so that nobody leaves guessing.",
  },
  {
    by: maya,
    rating: 4,
    strengths: "Breaks difficult news in plain words and leaves room for silence.",
    nextSteps: null,
  },
  {
    by: li,
    rating: 2,
    strengths: "Kind with anxious relatives.",
    nextSteps: "Take somebody with you when you expect anger.",
    note: "She was shaken after the second conversation. Offer a debrief.",
  },
  {
    by: tomas,
    rating: 3,
    strengths: "Finds the interpreter early.",
    nextSteps: "Sit down. Standing looks like leaving.",
  },
] as const;

/**
 * The demo student's feedback by several: one round that is closed, with four answers; one that gathers them, with two
 * of three given and the demo supervisor still to answer; and how the student sees themselves, beside and alone.
 */
export async function insertFeedback(tx: Tx, midnight: number): Promise<void> {
  // With a third supervisor, so that three can be asked.
  await insertRows(tx, placementSupervisors, [{ placementId: "demo_placement_0_2", supervisorId: li, schoolId }]);
  const open = await tx.query(selectOpen, { studentId });
  const [closed, gathering] = [open[8], open[9]];
  if (!closed || !gathering) throw new Error("the demo student has so many open competencies");
  await insertClosed(
    tx,
    closed,
    new Date(midnight - 21 * dayMs + 10 * hourMs),
    new Date(midnight - 16 * dayMs - 7 * hourMs),
  );
  await insertGathering(tx, gathering, new Date(midnight - 3 * dayMs + 9 * hourMs));
  await insertAlone(tx, gathering, new Date(midnight - 4 * dayMs - 4 * hourMs));
  await recountDemo(tx, [studentId], [closed.competencyId], new Date(midnight - 16 * dayMs));
  await rebuildProgress(tx, [studentId]);
}

function askingWords(rowId: string, words: string) {
  return sealText(sealedFields.roundWords, { schoolId, rowId }, words);
}

type Subject = { competencyId: string; id: string };

async function insertClosed(tx: Tx, { competencyId, id: assignmentId }: Subject, observedAt: Date, at: Date) {
  const id = stableUuid("feedback:closed");
  const of = { schoolId, studentId, competencyId, assessmentId: id };
  await insertRows(tx, feedbackRounds, [
    {
      ...{ id, schoolId, studentId, competencyId, startedBy: maya, state: "CLOSED", observedAt },
      ...{
        words: askingWords(id, "How does she talk with families?"),
        createdAt: new Date(observedAt.getTime() + 2 * hourMs),
        endedAt: at,
      },
    },
  ]);
  await insertRows(
    tx,
    feedbackAsked,
    said.map(({ by }, index) => ({
      ...{ roundId: id, evaluatorId: by, schoolId, studentId, askedAt: new Date(observedAt.getTime() + 2 * hourMs) },
      answeredAt: new Date(at.getTime() - (index + 1) * 9 * hourMs),
    })),
  );
  await insertRows(tx, assessments, [
    {
      ...{ id, schoolId, studentId, competencyId, assignmentId, method: "MULTI_SOURCE_FEEDBACK", status: "SUBMITTED" },
      ...{ observedAt, submittedAt: at, createdAt: at, updatedAt: at },
    },
  ]);
  const written = said.map((line, index) => ({ ...line, id: stableUuid(`feedback:evaluation:${index}`) }));
  await insertRows(
    tx,
    evaluations,
    written.map((line) => ({
      ...{ id: line.id, ...of, isAnonymous: true, state: "SIGNED" as const, overallRating: line.rating },
      ...wordColumns({ schoolId, evaluationId: line.id }, line),
      ...{ signedAt: at, createdAt: at },
    })),
  );
  await insertRows(tx, evaluations, [
    selfOf("feedback:self:beside", of, {
      rating: 3,
      words: "I find it hard when relatives are angry. With a nurse beside me it goes well.",
      at: new Date(at.getTime() + dayMs),
    }),
  ]);
  await insertRows(
    tx,
    evaluationAuthors,
    written.map((line) => ({ evaluationId: line.id, schoolId, studentId, evaluatorId: line.by })),
  );
  await insertRows(
    tx,
    evaluationPrivateNotes,
    written.flatMap((line) => ("note" in line ? [noteRow({ schoolId, evaluationId: line.id }, line.note)] : [])),
  );
  await insertRows(tx, notificationQueue, [
    notice("feedback:ready", studentId, {
      content: "4 assessors gave you feedback. It is shown without names.",
      payload: { assessmentId: id },
      at,
    }),
  ]);
}

async function insertGathering(tx: Tx, { competencyId }: Subject, createdAt: Date) {
  const id = stableUuid("feedback:gathering");
  await insertRows(tx, feedbackRounds, [
    {
      ...{ id, schoolId, studentId, competencyId, startedBy: maya, state: "OPEN", createdAt },
      ...{
        observedAt: new Date(createdAt.getTime() - 20 * hourMs),
        words: askingWords(id, "On the last two weeks, at handover above all."),
      },
    },
  ]);
  await insertRows(
    tx,
    feedbackAsked,
    [tomas, li, maya].map((evaluatorId, index) => ({
      ...{ roundId: id, evaluatorId, schoolId, studentId, askedAt: createdAt },
      answeredAt: evaluatorId === maya ? null : new Date(createdAt.getTime() + (index + 5) * 6 * hourMs),
    })),
  );
  await insertRows(tx, feedbackAnswers, [
    {
      ...{ roundId: id, evaluatorId: tomas, schoolId, studentId, savedAt: new Date(createdAt.getTime() + 30 * hourMs) },
      content: answerOf(tomas, { overallRating: 4, strengths: "Her handovers are short and complete." }),
    },
    {
      ...{ roundId: id, evaluatorId: li, schoolId, studentId, savedAt: new Date(createdAt.getTime() + 36 * hourMs) },
      content: answerOf(li, { overallRating: 3, nextSteps: "Name the one thing that worries you first." }),
    },
  ]);
}

function answerOf(authorId: string, data: object): { evaluationData: object } {
  return { evaluationData: sealUnsigned("answer", { schoolId, authorId }, data) };
}

async function insertAlone(tx: Tx, { competencyId, id: assignmentId }: Subject, at: Date) {
  const id = stableUuid("feedback:self:assessment");
  await insertRows(tx, assessments, [
    {
      ...{ id, schoolId, studentId, competencyId, assignmentId, assessorId: studentId, status: "SUBMITTED" },
      ...{ observedAt: at, submittedAt: at, createdAt: at, updatedAt: at },
    },
  ]);
  await insertRows(tx, evaluations, [
    selfOf(
      "feedback:self:alone",
      { schoolId, studentId, competencyId, assessmentId: id },
      {
        rating: 3,
        words: "I forget the plan for the night when it is busy. I want to write it first.",
        at,
      },
    ),
  ]);
}

function selfOf(
  key: string,
  of: { schoolId: string; studentId: string; competencyId: string; assessmentId: string },
  { rating, words, at }: { rating: number; words: string; at: Date },
): typeof evaluations.$inferInsert {
  const id = stableUuid(key);
  return {
    ...{ id, ...of, evaluatorId: studentId, isSelf: true, state: "SIGNED", overallRating: rating },
    ...wordColumns({ ...of, evaluationId: id }, { feedback: words }),
    ...{ signedAt: at, createdAt: at },
  };
}

function notice(
  key: string,
  userId: string,
  { content, payload, at }: { content: string; payload: Record<string, unknown>; at: Date },
): typeof notificationQueue.$inferInsert {
  return {
    ...{ id: stableUuid(key), schoolId, userId, type: "FEEDBACK_AVAILABLE", subject: "New feedback", content, payload },
    ...{ status: "SENT", scheduledFor: at, sentAt: at, createdAt: at, updatedAt: at },
  };
}

const selectOpen = statement("demo_feedback_open", (db, p: Params<{ studentId: string }>) =>
  db
    .select({ id: competencyAssignments.id, competencyId: competencyAssignments.competencyId })
    .from(competencyAssignments)
    .where(
      and(
        eq(competencyAssignments.userId, p.studentId),
        isOneOf(competencyAssignments.status, "NOT_STARTED", "IN_PROGRESS"),
      ),
    )
    .orderBy(asc(competencyAssignments.dueDate), asc(competencyAssignments.id)),
);

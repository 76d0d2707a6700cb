import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { assessmentSteps, evaluationSteps, isInForce, ratingFault } from "#src/features/assessments/rules.ts";
import { assessmentStatus } from "#src/features/assessments/schema.ts";
import { events } from "#src/features/self-evaluations/events.ts";
import { permissions } from "#src/features/self-evaluations/permissions.ts";
import type { SelfEvaluationAnswer, SelfEvaluationBody } from "#src/features/self-evaluations/schema.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { type WordColumns, wordColumns } from "#src/platform/sealed/evaluation-words.ts";
import { type Sealed, sealedFields } from "#src/platform/sealed/field.ts";
import { sealText } from "#src/platform/sealed/text.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * A student says how they see themselves. About a competency it is an assessment of their own, in which nothing else
 * stands; beside an assessment it is a further evaluation, of which they have one: saying it anew keeps the earlier one
 * as history. Nothing is counted again, since it never counts.
 */
export async function giveSelfEvaluation(ctx: UserContext, body: SelfEvaluationBody): Promise<SelfEvaluationAnswer> {
  const answer = await withActor(
    ctx.actor,
    async (tx): Promise<SelfEvaluationAnswer> => {
      const { userId, schoolId } = ctx.actor;
      const subject =
        "assessmentId" in body ? await lockBeside(tx, ctx, body.assessmentId) : await ofOwn(tx, ctx, body);
      const fault = ratingFault(subject.scale, body.overallRating);
      if (fault) {
        throw new AppError("invalid", "Some values are not valid.", {
          errors: [{ path: "overallRating", message: fault }],
        });
      }
      const at = now();
      const { assessmentId, competencyId, earlier } = subject;
      assertStep(evaluationSteps, "NEW", "SIGNED", "evaluator");
      if (subject.isNew) {
        assertStep(assessmentSteps, "NEW", "SUBMITTED", "assessor");
        tx.send(insertOwn, {
          id: assessmentId,
          schoolId,
          studentId: userId,
          competencyId,
          assignmentId: subject.assignmentId,
          at,
        });
      }
      if (earlier) await supersede(tx, earlier.id);
      const evaluationId = newId();
      const revision = (earlier?.revision ?? 0) + 1;
      tx.send(insertSelf, {
        id: evaluationId,
        schoolId,
        studentId: userId,
        competencyId,
        assessmentId,
        overallRating: body.overallRating,
        ...wordColumns({ schoolId, evaluationId }, { feedback: body.words?.trim() ? body.words : null }),
        revision,
        replacesId: earlier?.id ?? null,
        changeReason: sealText(sealedFields.changeReason, { schoolId, rowId: evaluationId }, earlier ? "" : null),
        at,
      });
      audit(tx, ctx.actor, {
        action: "self-evaluation.give",
        entityType: "assessment",
        entityId: assessmentId,
        schoolId,
        studentId: userId,
        requestId: ctx.requestId,
        detail: { evaluationId, competencyId, revision },
      });
      emit(tx, [
        events.given.of({ schoolId, studentId: userId, data: { assessmentId, studentId: userId, competencyId } }),
      ]);
      return { evaluationId, assessmentId, revision };
    },
    ctx.bracket,
  );
  wakeRelay();
  return answer;
}

type Subject = {
  assessmentId: string;
  isNew: boolean;
  competencyId: string;
  assignmentId: string | null;
  scale: z.output<typeof scaleRow>["scale"];
  earlier: { id: string; revision: number } | null;
};

async function lockBeside(tx: Tx, ctx: UserContext, assessmentId: string): Promise<Subject> {
  const [found] = await tx.query(selectBeside, { assessmentId });
  authorize(ctx.actor, permissions.give, { schoolId: found?.schoolId ?? "", studentId: found?.studentId ?? "" });
  if (!found || !isInForce(found.status)) throw new AppError("conflict", "This assessment no longer counts.");
  const { competencyId, scale, earlier } = found;
  return { assessmentId, isNew: false, competencyId, assignmentId: null, scale, earlier };
}

async function ofOwn(tx: Tx, ctx: UserContext, { competencyId }: { competencyId: string }): Promise<Subject> {
  const { schoolId, userId } = ctx.actor;
  authorize(ctx.actor, permissions.give, { schoolId, studentId: userId });
  const [found] = await tx.query(selectOwn, { studentId: userId, competencyId });
  if (!found) {
    throw new AppError("invalid", "This competency is not assigned to you.", {
      errors: [{ path: "competencyId", message: "is not assigned to you" }],
    });
  }
  const { scale, assignmentId } = found;
  return { assessmentId: newId(), isNew: true, competencyId, assignmentId, scale, earlier: null };
}

/** Of two who replace the same one, the second finds it replaced. */
async function supersede(tx: Tx, evaluationId: string): Promise<void> {
  assertStep(evaluationSteps, "SIGNED", "SUPERSEDED", "author");
  const moved = await tx.query(updateSuperseded, { evaluationId });
  if (moved.length === 0) throw new AppError("conflict", "You changed this elsewhere. Read it again first.");
}

const updateSuperseded = statement("self_evaluation_supersede", (db, p: Params<{ evaluationId: string }>) =>
  db
    .update(evaluations)
    .set({ state: "SUPERSEDED" })
    .where(and(eq(evaluations.id, p.evaluationId), isOneOf(evaluations.state, "SIGNED")))
    .returning({ id: evaluations.id }),
);

const a = competencyAssignments;
const c = competencies;
const rs = ratingScales;
const s = assessments;
const e = evaluations;

const scaleRow = z.object({
  scale: z.object({ kind: z.enum(["ORDINAL", "NUMERIC", "BINARY"]), min: z.number(), max: z.number() }),
});
const scaleSql = sql`json_build_object('kind', ${rs.kind}, 'min', ${rs.minValue}, 'max', ${rs.maxValue}) as scale`;

const selectOwn = sqlStatement(
  "self_evaluation_own",
  scaleRow.extend({ assignmentId: z.string() }),
  (p: Params<{ studentId: string; competencyId: string }>) => sql`
    select ${a.id} as "assignmentId", ${scaleSql}
    from ${a} join ${c} on ${c.id} = ${a.competencyId} join ${rs} on ${rs.id} = ${c.ratingScaleId}
    where ${a.userId} = ${p.studentId} and ${a.competencyId} = ${p.competencyId} and ${isNoneOf(a.status, "WITHDRAWN")}`,
);

const selectBeside = sqlStatement(
  "self_evaluation_beside",
  scaleRow.extend({
    schoolId: z.string(),
    studentId: z.string(),
    competencyId: z.string(),
    status: assessmentStatus,
    earlier: z.object({ id: z.string(), revision: z.number() }).nullable(),
  }),
  (p: Params<{ assessmentId: string }>) => sql`
    select ${s.schoolId} as "schoolId", ${s.studentId} as "studentId", ${s.competencyId} as "competencyId", ${s.status},
           ${scaleSql}, (
             select json_build_object('id', ${e.id}, 'revision', ${e.revision}) from ${e}
             where ${e.assessmentId} = ${s.id} and ${e.isSelf} and ${isOneOf(e.state, "SIGNED")}
             order by ${e.revision} desc limit 1) as earlier
    from ${s} join ${c} on ${c.id} = ${s.competencyId} join ${rs} on ${rs.id} = ${c.ratingScaleId}
    where ${s.id} = ${p.assessmentId}`,
);

type NewAssessment = {
  id: string;
  schoolId: string;
  studentId: string;
  competencyId: string;
  assignmentId: string | null;
  at: Date;
};

const insertOwn = statement("self_assessment_insert", (db, p: Params<NewAssessment>) =>
  db.insert(assessments).values({
    id: p.id,
    schoolId: p.schoolId,
    studentId: p.studentId,
    competencyId: p.competencyId,
    assignmentId: p.assignmentId,
    assessorId: p.studentId,
    status: "SUBMITTED",
    observedAt: p.at,
    submittedAt: p.at,
    createdAt: p.at,
    updatedAt: p.at,
  }),
);

type NewSelf = {
  id: string;
  schoolId: string;
  studentId: string;
  competencyId: string;
  assessmentId: string;
  overallRating: number;
  revision: number;
  replacesId: string | null;
  changeReason: Sealed | null;
  at: Date;
} & WordColumns;

const insertSelf = statement("self_evaluation_insert", (db, p: Params<NewSelf>) =>
  db.insert(evaluations).values({
    id: p.id,
    schoolId: p.schoolId,
    studentId: p.studentId,
    competencyId: p.competencyId,
    assessmentId: p.assessmentId,
    evaluatorId: p.studentId,
    isSelf: true,
    state: "SIGNED",
    overallRating: p.overallRating,
    words: p.words,
    wordCount: p.wordCount,
    hasNextSteps: p.hasNextSteps,
    revision: p.revision,
    replacesId: p.replacesId,
    changeReason: p.changeReason,
    signedAt: p.at,
    createdAt: p.at,
  }),
);

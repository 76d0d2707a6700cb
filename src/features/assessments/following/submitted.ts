import { eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import type { AssessmentStatus, EvaluationData, EvaluationState } from "#src/features/assessments/schema.ts";
import type { AssessmentMethod } from "#src/features/assessments/values.ts";
import { hiddenAuthorSql } from "#src/features/progress/evidence.ts";
import type { ScaleRule } from "#src/features/progress/rules.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessmentActs } from "#src/platform/db/tables/assessment-acts.ts";
import { assessmentFiles, assessments } from "#src/platform/db/tables/assessments.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { evaluationCriteria, evaluationPrivateNotes, evaluations } from "#src/platform/db/tables/evaluations.ts";
import { files } from "#src/platform/db/tables/files.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { type EvaluationWords, openWords } from "#src/platform/sealed/evaluation-words.ts";
import { sealedColumn } from "#src/platform/sealed/field.ts";
import { openNote } from "#src/platform/sealed/private-note.ts";
import { authorize } from "#src/policy/authorize.ts";
import type { Permission } from "#src/policy/permission.ts";

/** An assessment with what is said in it, as acts on it need them. */
export type Submitted = {
  id: string;
  schoolId: string;
  studentId: string;
  competencyId: string;
  assessorId: string | null;
  isSupervisor: boolean;
  status: AssessmentStatus;
  method: AssessmentMethod;
  rotationId: string | null;
  observedAt: Date | null;
  submittedAt: Date | null;
} & Omit<Facts, "evaluation"> & { evaluation: OpenEvaluation | null };

/**
 * Locks an assessment and loads its facts for somebody who may do this to it; 404 for anybody else. The lock is a
 * statement of its own, because a statement that waits for a lock still reads all other rows as they were before.
 */
export async function lockSubmitted(
  tx: Tx,
  ctx: UserContext,
  assessmentId: string,
  permission: Permission,
): Promise<Submitted> {
  const [found] = await tx.query(lockAssessment, { id: assessmentId });
  return withFacts(tx, ctx, found, permission);
}

/** The same without the lock, for acts that change nothing that others change. */
export async function findSubmitted(
  tx: Tx,
  ctx: UserContext,
  assessmentId: string,
  permission: Permission,
): Promise<Submitted> {
  const [found] = await tx.query(selectAssessment, { id: assessmentId });
  return withFacts(tx, ctx, found, permission);
}

async function withFacts(
  tx: Tx,
  ctx: UserContext,
  found: Omit<Submitted, keyof Facts> | undefined,
  permission: Permission,
): Promise<Submitted> {
  // Each evaluator amends what they wrote; everything else is the assessor's, who wrote the assessment.
  const [author] =
    permission === permissions.amend && found
      ? await tx.query(selectWriter, { id: found.id, readerId: ctx.actor.userId })
      : [{ authorId: found?.assessorId ?? null }];
  authorize(ctx.actor, permission, {
    schoolId: found?.schoolId ?? "",
    studentId: found?.studentId ?? "",
    authorId: author?.authorId ?? null,
    isSupervisor: found?.isSupervisor ?? false,
  });
  const [facts] = found ? await tx.query(selectFacts, { id: found.id, readerId: ctx.actor.userId }) : [];
  if (!found || !facts) throw new AppError("not_found", "There is no such assessment.");
  return { ...found, ...facts, evaluation: facts.evaluation && opened(found.schoolId, facts.evaluation) };
}

type Facts = z.output<typeof submittedFacts>;
type StoredEvaluation = NonNullable<Facts["evaluation"]>;
type OpenEvaluation = Omit<StoredEvaluation, "words" | "criteria" | "privateNote"> &
  Omit<EvaluationWords, "comments"> & {
    criteria: NonNullable<EvaluationData["criteria"]>;
    privateNote: string | null;
  };

function opened(schoolId: string, { words, ...evaluation }: StoredEvaluation): OpenEvaluation {
  const of = { schoolId, evaluationId: evaluation.id };
  const { comments, ...texts } = openWords(of, words);
  return {
    ...evaluation,
    ...texts,
    criteria: evaluation.criteria.map((line) => {
      const comment = comments[line.rubricId];
      return comment === undefined ? line : { ...line, comment };
    }),
    privateNote: evaluation.privateNote && openNote(of, evaluation.privateNote),
  };
}

/** Refuses an act on a revision that is no longer the newest. */
export function assertRevision({ revision }: Submitted, baseRevision: number): void {
  if (revision === baseRevision) return;
  throw new AppError("conflict", "This assessment was amended since you opened it. Read it again first.", {
    errors: [{ path: "baseRevision", message: "is not the assessment's present revision" }],
  });
}

const s = assessments;
const e = evaluations;
const c = competencies;
const rs = ratingScales;
const a = competencyAssignments;
const student = alias(users, "student");
const reader = alias(users, "reader");
/** All evaluations beside the one in force. */
const any = alias(evaluations, "any_evaluation");

const lockedColumns = {
  id: s.id,
  schoolId: s.schoolId,
  studentId: s.studentId,
  competencyId: s.competencyId,
  assessorId: s.assessorId,
  isSupervisor: sql<boolean>`app.supervises(${s.studentId})`,
  status: s.status,
  method: s.method,
  rotationId: s.rotationId,
  observedAt: s.observedAt,
  submittedAt: s.submittedAt,
};

const lockAssessment = statement("submitted_lock", (db, p: Params<{ id: string }>) =>
  db.select(lockedColumns).from(s).where(eq(s.id, p.id)).for("update"),
);

const selectAssessment = statement("submitted_find", (db, p: Params<{ id: string }>) =>
  db.select(lockedColumns).from(s).where(eq(s.id, p.id)),
);

/** The reader, where they wrote an evaluation of it. */
const selectWriter = sqlStatement(
  "submitted_writer",
  z.object({ authorId: z.string() }),
  (p: Params<{ id: string; readerId: string }>) => sql`
    select ${p.readerId}::text as "authorId"
    where exists (
      select from ${evaluations} ${any} where ${any.assessmentId} = ${p.id} and not ${any.isSelf}
        and ${isNoneOf(any.state, "DRAFT", "DISCARDED")} and ${p.readerId} = coalesce(${any.evaluatorId}, ${hiddenAuthorSql(any)}))`,
);

const submittedFacts = z.object({
  studentName: z.string(),
  readerName: z.string(),
  competencyName: z.string(),
  needsCountersignature: z.boolean(),
  // Written by the program, by these types.
  scale: z.custom<ScaleRule>(),
  /** The live assignment of the student, or the one that it was about. */
  assignmentId: z.string().nullable(),
  revision: z.number(),
  /** Whether the reader is among the evaluators. */
  isEvaluator: z.boolean(),
  /** Whoever wrote an evaluation that is in force, as far as the reader may know. */
  evaluatorIds: z.array(z.string()),
  hasReplied: z.boolean(),
  ownFileIds: z.array(z.string()),
  /** The evaluation that is in force: of several the reader's own, else the assessor's, else the one amended last. */
  evaluation: z
    .object({
      id: z.string(),
      state: z.custom<EvaluationState>(),
      revision: z.number(),
      signedAt: z.coerce.date(),
      isAnonymous: z.boolean(),
      /** Whether the student said so, or replied to it. */
      isRead: z.boolean(),
      isAcknowledged: z.boolean(),
      overallRating: z.number().nullable(),
      rubricResult: z.number().nullable(),
      words: sealedColumn.nullable(),
      privateNote: sealedColumn.nullable(),
      criteria: z.array(z.object({ rubricId: z.string(), score: z.number().nullable() })),
    })
    .nullable(),
});

const selectFacts = sqlStatement(
  "submitted_facts",
  submittedFacts,
  (p: Params<{ id: string; readerId: string }>) => sql`
    select ${student.name} as "studentName", ${reader.name} as "readerName", ${c.name} as "competencyName",
           ${c.needsCountersignature} as "needsCountersignature",
           json_build_object('kind', ${rs.kind}, 'min', ${rs.minValue}, 'max', ${rs.maxValue},
             'target', ${c.targetRating}) as scale,
           (select ${a.id} from ${a} where ${a.userId} = ${s.studentId} and ${holdsCompetency(a, s.competencyId)}
            order by ${a.status} = 'WITHDRAWN', ${a.id} = ${s.assignmentId} desc, ${a.id} limit 1) as "assignmentId",
           (select count(*)::int from ${evaluations} ${any} where ${any.assessmentId} = ${s.id} and not ${any.isSelf}
            and ${isNoneOf(any.state, "DRAFT", "DISCARDED")}) as revision,
           exists (select from ${evaluations} ${any} where ${any.assessmentId} = ${s.id} and not ${any.isSelf}
             and ${p.readerId} = coalesce(${any.evaluatorId}, ${hiddenAuthorSql(any)})
             and ${isNoneOf(any.state, "DRAFT", "DISCARDED")}) as "isEvaluator",
           coalesce((select array_agg(distinct coalesce(${any.evaluatorId}, ${hiddenAuthorSql(any)})) from ${evaluations} ${any}
             where ${any.assessmentId} = ${s.id} and not ${any.isSelf} and ${isOneOf(any.state, "SIGNED")}
               and coalesce(${any.evaluatorId}, ${hiddenAuthorSql(any)}) is not null), '{}') as "evaluatorIds",
           exists (select from ${assessmentActs} where ${assessmentActs.assessmentId} = ${s.id}
             and ${isOneOf(assessmentActs.act, "REPLIED")} and ${assessmentActs.actorId} = ${p.readerId}) as "hasReplied",
           coalesce((select array_agg(${files.id} order by ${files.id})
             from ${assessmentFiles} join ${files} on ${files.id} = ${assessmentFiles.fileId}
             where ${assessmentFiles.assessmentId} = ${s.id} and ${files.uploadedBy} = ${p.readerId}), '{}') as "ownFileIds",
           (select json_build_object('id', ${e.id}, 'state', ${e.state}, 'revision', ${e.revision},
              'signedAt', ${e.signedAt}, 'isAnonymous', ${e.isAnonymous}, 'overallRating', ${e.overallRating}, 'rubricResult', ${e.rubricResult},
              'words', ${e.words},
              'privateNote', (select ${evaluationPrivateNotes.note} from ${evaluationPrivateNotes}
                where ${evaluationPrivateNotes.evaluationId} = ${e.id}),
              'isRead', exists (select from ${assessmentActs} where ${assessmentActs.evaluationId} = ${e.id}
                and ${assessmentActs.actorId} = ${s.studentId}),
              'isAcknowledged', exists (select from ${assessmentActs} where ${assessmentActs.evaluationId} = ${e.id}
                and ${isOneOf(assessmentActs.act, "READ")}),
              'criteria', coalesce((select json_agg(json_build_object(
                  'rubricId', ${evaluationCriteria.rubricId}, 'score', ${evaluationCriteria.score})
                  order by ${evaluationCriteria.rubricId})
                from ${evaluationCriteria} where ${evaluationCriteria.evaluationId} = ${e.id}), '[]'))
            from ${e} where ${e.assessmentId} = ${s.id} and ${isOneOf(e.state, "SIGNED")} and not ${e.isSelf}
            order by coalesce(${e.evaluatorId}, ${hiddenAuthorSql(e)}) = ${p.readerId} desc nulls last,
              ${e.evaluatorId} = ${s.assessorId} desc nulls last, ${e.revision} desc, ${e.id} limit 1) as evaluation
    from ${s}
    join ${users} ${student} on ${student.id} = ${s.studentId}
    join ${users} ${reader} on ${reader.id} = ${p.readerId}
    join ${c} on ${c.id} = ${s.competencyId}
    join ${rs} on ${rs.id} = ${c.ratingScaleId}
    where ${s.id} = ${p.id}`,
);

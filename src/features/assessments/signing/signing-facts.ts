import { and, desc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { AssessmentStatus, EvaluationData, EvaluationState } from "#src/features/assessments/schema.ts";
import { assignmentFactsSql } from "#src/features/progress/assignment-facts.ts";
import { a, c, rs, sc } from "#src/features/progress/evidence.ts";
import { type AssignmentFacts, assignmentFacts } from "#src/features/progress/facts.ts";
import type { CriterionInput } from "#src/features/progress/rules.ts";
import { fixedLimit, isOneOf } from "#src/platform/db/conditions.ts";
import { holdsCompetency } from "#src/platform/db/held-competency.ts";
import { type Params, sqlStatement, statement } from "#src/platform/db/statement.ts";
import { assessmentActs } from "#src/platform/db/tables/assessment-acts.ts";
import { competencies, competencyRubrics } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { files } from "#src/platform/db/tables/files.ts";
import { ratingScales } from "#src/platform/db/tables/rating-scales.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { type Sealed, sealedFields } from "#src/platform/sealed/field.ts";
import { openText } from "#src/platform/sealed/text.ts";
import type { UserActor } from "#src/policy/actor.ts";

/** What an evaluator signs: a new assessment or one of their drafts. */
export type Signing = {
  studentId: string;
  competencyId: string;
  evaluationData: EvaluationData;
  evidenceFiles: string[];
  metadata: Record<string, unknown> | undefined;
  assessmentId: string;
  /** The current state: new, or a draft of the evaluator. */
  from: AssessmentStatus | "NEW";
  requestId: string;
};

/** The facts about a signing, loaded before it is decided. */
export type SigningFacts = {
  assignment: AssignmentFacts;
  evaluator: { id: string; name: string };
  named: Named;
};

/** Rows that the form may refer to. They are read only if it does: most assessments are a level and a sentence. */
export type Named = {
  rubric: (Omit<CriterionInput, "score"> & { passScore: number | null })[];
  filesFound: number;
  isRotationKnown: boolean;
};

/**
 * The student as the evaluator may see them, with the assignment; undefined if the evaluator may not see such a
 * student.
 */
export async function findSigner(tx: Tx, actor: UserActor, signing: Signing) {
  const { studentId, competencyId } = signing;
  return (await tx.query(selectSigner, { studentId, competencyId, evaluatorId: actor.userId }))[0];
}

const st = alias(users, "st");
const me = alias(users, "me");

const selectSigner = sqlStatement(
  "signing_facts",
  z.object({
    schoolId: z.string(),
    isSupervisor: z.boolean(),
    evaluatorName: z.string(),
    assignment: assignmentFacts.nullable(),
  }),
  (p: Params<{ studentId: string; competencyId: string; evaluatorId: string }>) => sql`
    select ${st.schoolId} as "schoolId", app.supervises(${st.id}) as "isSupervisor", ${me.name} as "evaluatorName",
           case when ${a.id} is not null then ${assignmentFactsSql()} end as assignment
    from ${users} ${st}
    join ${schools} ${sc} on ${sc.id} = ${st.schoolId}
    join ${users} ${me} on ${me.id} = ${p.evaluatorId}
    left join ${competencyAssignments} ${a}
      on ${a.userId} = ${st.id} and ${holdsCompetency(a, p.competencyId)} and ${a.status} <> 'WITHDRAWN'
    left join ${competencies} ${c} on ${c.id} = ${a.competencyId}
    left join ${ratingScales} ${rs} on ${rs.id} = ${c.ratingScaleId}
    where ${st.id} = ${p.studentId} and ${st.role} = 'STUDENT'
    order by ${a.competencyId} = ${p.competencyId} desc limit 1`,
);

export async function loadNamed(
  tx: Tx,
  actor: UserActor,
  signing: Pick<Signing, "competencyId" | "evaluationData" | "evidenceFiles">,
): Promise<Named> {
  const { criteria, rotationId } = signing.evaluationData;
  const fileIds = signing.evidenceFiles;
  const [rubric, found, rotation] = await Promise.all([
    criteria && criteria.length > 0 ? tx.query(selectRubric, { competencyId: signing.competencyId }) : [],
    fileIds.length > 0 ? tx.query(selectOwnFiles, { fileIds, userId: actor.userId }) : [],
    rotationId === undefined ? [{}] : tx.query(selectRotation, { rotationId }),
  ]);
  return { rubric, filesFound: found.length, isRotationKnown: rotation.length === 1 };
}

const selectRubric = statement("signing_rubric", (db, p: Params<{ competencyId: string }>) =>
  db
    .select({
      rubricKey: competencyRubrics.id,
      weight: competencyRubrics.weight,
      maxScore: competencyRubrics.maxScore,
      passScore: competencyRubrics.passScore,
    })
    .from(competencyRubrics)
    .where(and(eq(competencyRubrics.competencyId, p.competencyId), eq(competencyRubrics.isActive, true))),
);

const selectOwnFiles = statement("signing_files", (db, p: Params<{ fileIds: string[]; userId: string }>) =>
  db
    .select({ id: files.id })
    .from(files)
    .where(and(sql`${files.id} = any(${p.fileIds})`, eq(files.uploadedBy, p.userId))),
);

const selectRotation = statement("signing_rotation", (db, p: Params<{ rotationId: string }>) =>
  db.select({ id: rotations.id }).from(rotations).where(eq(rotations.id, p.rotationId)),
);

/** The revision that a draft replaces once it is signed: one that was not countersigned, and was reopened. */
export type Replaced = { id: string; state: EvaluationState; revision: number; reason: string | null };

export async function findReplaced(tx: Tx, actor: UserActor, signing: Signing): Promise<Replaced | undefined> {
  if (signing.from !== "DRAFT") return undefined;
  const { assessmentId } = signing;
  const [found] = await tx.query(selectReplaced, { assessmentId, evaluatorId: actor.userId });
  if (!found) return undefined;
  const { rejection, ...replaced } = found;
  const reason =
    rejection &&
    openText(sealedFields.assessmentActWords, { schoolId: rejection.schoolId, rowId: rejection.id }, rejection.words);
  return { ...replaced, reason };
}

const selectReplaced = statement("signing_replaced", (db, p: Params<{ assessmentId: string; evaluatorId: string }>) =>
  db
    .select({
      id: evaluations.id,
      state: evaluations.state,
      revision: evaluations.revision,
      rejection: sql<{ id: string; schoolId: string; words: Sealed } | null>`(
        select json_build_object('id', ${assessmentActs.id}, 'schoolId', ${assessmentActs.schoolId}, 'words', ${assessmentActs.words}) from ${assessmentActs}
        where ${assessmentActs.assessmentId} = ${p.assessmentId} and ${isOneOf(assessmentActs.act, "NOT_COUNTERSIGNED")}
        order by ${assessmentActs.createdAt} desc limit 1)`,
    })
    .from(evaluations)
    .where(
      and(
        eq(evaluations.assessmentId, p.assessmentId),
        eq(evaluations.evaluatorId, p.evaluatorId),
        isOneOf(evaluations.state, "SIGNED", "SUPERSEDED"),
      ),
    )
    .orderBy(desc(evaluations.revision))
    .limit(fixedLimit(1)),
);

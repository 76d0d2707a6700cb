import { and, eq, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { draftChangedElsewhere, draftVersionSql } from "#src/features/assessments/draft-version.ts";
import { openRequest } from "#src/features/assessments/open-request.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import { assessmentSteps } from "#src/features/assessments/rules.ts";
import type { AssessmentStatus, DraftAnswer, draftBody, draftUpdateBody } from "#src/features/assessments/schema.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { columns, type Params, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { sealUnsigned } from "#src/platform/sealed/evaluation-words.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * A supervisor saves an unfinished assessment. There is at most one open draft for a student and competency, also when
 * several saves arrive at once: the later ones change the draft that the first has made. With `baseVersion`, a save
 * that would overwrite another text than the one it started from is a conflict.
 */
export async function saveDraft(ctx: UserContext, body: z.output<typeof draftBody>): Promise<DraftAnswer> {
  const { studentId, competencyId } = body;
  const assessorId = ctx.actor.userId;
  return withActor(
    ctx.actor,
    async (tx) => {
      const [student] = await tx.query(selectDraftStudent, { studentId, competencyId });
      authorize(ctx.actor, permissions.submit, {
        schoolId: student?.schoolId ?? "",
        isSupervisor: student?.isSupervisor ?? false,
      });
      if (!student?.hasCompetency) {
        throw new AppError("invalid", "The student does not have this competency.", {
          errors: [{ path: "competencyId", message: "is not assigned to this student" }],
        });
      }
      assertStep(assessmentSteps, "NEW", "DRAFT", "assessor");
      const at = now();
      const [saved] = await tx.query(upsertDraft, {
        ...contentOf(ctx, body, at),
        id: newId(),
        schoolId: ctx.actor.schoolId,
        studentId,
        competencyId,
        assessorId,
      });
      if (!saved) throw draftChangedElsewhere();
      return { assessmentId: saved.id, status: "draft", savedAt: at.toISOString(), version: saved.version };
    },
    ctx.bracket,
  );
}

const selectDraftStudent = statement("draft_student", (db, p: Params<{ studentId: string; competencyId: string }>) => {
  const st = alias(users, "st");
  const live = db
    .select({ id: competencyAssignments.id })
    .from(competencyAssignments)
    .where(
      and(
        eq(competencyAssignments.userId, st.id),
        eq(competencyAssignments.competencyId, p.competencyId),
        isNoneOf(competencyAssignments.status, "WITHDRAWN"),
      ),
    );
  return db
    .select({
      schoolId: st.schoolId,
      isSupervisor: sql<boolean>`app.supervises(${st.id})`,
      hasCompetency: sql<boolean>`exists ${live}`,
    })
    .from(st)
    .where(and(eq(st.id, p.studentId), isOneOf(st.role, "STUDENT")));
});

type NewDraft = SavedContent & {
  id: string;
  schoolId: string;
  studentId: string;
  competencyId: string;
  assessorId: string;
};

/** Returns no row where the draft has another version than the one that the save started from. */
const upsertDraft = statement("draft_upsert", (db, p: Params<NewDraft>) =>
  db
    .insert(assessments)
    .values({
      id: p.id,
      schoolId: p.schoolId,
      studentId: p.studentId,
      competencyId: p.competencyId,
      assessorId: p.assessorId,
      status: "DRAFT",
      draft: p.draft,
      createdAt: p.at,
      updatedAt: p.at,
    })
    .onConflictDoUpdate({
      target: [assessments.assessorId, assessments.studentId, assessments.competencyId],
      targetWhere: sql`${columns(assessments.status)} = 'DRAFT'`,
      set: { draft: sql`excluded.draft`, updatedAt: p.at },
      setWhere: startsFromVersion(p, sql`excluded.draft`),
    })
    .returning({ id: assessments.id, version: draftVersionSql }),
);

const updateContent = statement("draft_update", (db, p: Params<SavedContent & { id: string }>) =>
  db
    .update(assessments)
    .set({ draft: p.draft, updatedAt: p.at })
    .where(and(eq(assessments.id, p.id), startsFromVersion(p, sql`${p.draft}::jsonb`)))
    .returning({ version: draftVersionSql }),
);

/** A save whose answer was lost is repeated with the content that is already there, and is no conflict. */
function startsFromVersion(p: Params<Pick<SavedContent, "checksVersion" | "baseVersion">>, draft: SQL): SQL {
  return sql`(not ${p.checksVersion}::boolean or ${draftVersionSql} = ${p.baseVersion}::text or ${assessments.draft} = ${draft})`;
}

/**
 * The author changes their draft; `baseVersion` as for `saveDraft`. The first mark on a request makes a draft of it;
 * `baseVersion` is then that of a draft which goes on in it, or null.
 */
export async function updateDraft(
  ctx: UserContext,
  assessmentId: string,
  body: z.output<typeof draftUpdateBody>,
): Promise<DraftAnswer> {
  let isRequest = false;
  const answer = await withActor(ctx.actor, async (tx): Promise<DraftAnswer> => {
    const draft = await lockOwnAssessment(tx, ctx, assessmentId);
    isRequest = draft.status === "REQUESTED";
    if (isRequest) await openRequest(tx, ctx, { id: assessmentId, ...draft }, body.baseVersion);
    else if (draft.status !== "DRAFT") throw new AppError("conflict", "This assessment is no longer a draft.");
    const at = now();
    const content = contentOf(ctx, body, at);
    const [saved] = await tx.query(updateContent, {
      id: assessmentId,
      ...content,
      checksVersion: content.checksVersion && !isRequest,
    });
    if (!saved) throw draftChangedElsewhere();
    return { assessmentId, status: "draft", savedAt: at.toISOString(), version: saved.version };
  });
  if (isRequest) wakeRelay();
  return answer;
}

export type OwnAssessment = {
  status: AssessmentStatus;
  studentId: string;
  competencyId: string;
  requestedBy: string | null;
  /** Of its draft. */
  version: string;
};

/** Refuses what was written from another version of the draft; `undefined` asks for no such check. */
export function assertBaseVersion(draft: OwnAssessment, baseVersion: string | null | undefined): void {
  if (draft.status === "DRAFT" && baseVersion !== undefined && baseVersion !== draft.version) {
    throw draftChangedElsewhere();
  }
}

/** Locks an assessment that the actor wrote; 404 for any other assessment. */
export async function lockOwnAssessment(tx: Tx, ctx: UserContext, assessmentId: string): Promise<OwnAssessment> {
  const [found] = await tx.query(lockAssessment, { id: assessmentId });
  authorize(ctx.actor, permissions.editDraft, {
    schoolId: found?.schoolId ?? "",
    authorId: found?.assessorId ?? null,
  });
  if (!found) throw new AppError("not_found", "There is no such assessment.");
  return found;
}

const lockAssessment = statement("assessment_lock", (db, p: Params<{ id: string }>) =>
  db
    .select({
      status: assessments.status,
      studentId: assessments.studentId,
      competencyId: assessments.competencyId,
      requestedBy: assessments.requestedBy,
      schoolId: assessments.schoolId,
      assessorId: assessments.assessorId,
      version: draftVersionSql,
    })
    .from(assessments)
    .where(eq(assessments.id, p.id))
    .for("update"),
);

type DraftContent = { evaluationData: unknown; evidenceFiles: string[] };
type SavedContent = { draft: DraftContent; at: Date; checksVersion: boolean; baseVersion: string | null };

/** A draft is its author's, in their school. */
function contentOf({ actor }: UserContext, body: z.output<typeof draftUpdateBody>, at: Date): SavedContent {
  const { evaluationData, evidenceFiles = [], baseVersion } = body;
  const author = { schoolId: actor.schoolId, authorId: actor.userId };
  return {
    draft: { evaluationData: sealUnsigned("draft", author, evaluationData), evidenceFiles },
    at,
    checksVersion: baseVersion !== undefined,
    baseVersion: baseVersion ?? null,
  };
}

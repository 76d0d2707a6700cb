import { and, asc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { moveAssessment } from "#src/features/assessments/move-assessment.ts";
import { permissions } from "#src/features/assessments/permissions.ts";
import { assessmentSteps } from "#src/features/assessments/rules.ts";
import type { AssessmentStatus, DraftAnswer, draftBody, draftUpdateBody } from "#src/features/assessments/schema.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { isNoneOf, isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A supervisor saves an unfinished assessment. There is at most one open draft for a student and competency. */
export async function saveDraft(ctx: UserContext, body: z.output<typeof draftBody>): Promise<DraftAnswer> {
  const { studentId, competencyId } = body;
  const assessorId = ctx.actor.userId;
  return withActor(
    ctx.actor,
    async (tx) => {
      const [student] = await tx.query(selectDraftStudent, { studentId, competencyId, assessorId });
      authorize(ctx.actor, permissions.submit, {
        schoolId: student?.schoolId ?? "",
        isSupervisor: student?.isSupervisor ?? false,
      });
      if (!student?.hasCompetency) {
        throw new AppError("invalid", "The student does not have this competency.", {
          errors: [{ path: "competencyId", message: "is not assigned to this student" }],
        });
      }
      const saved = { id: student.draftId ?? newId(), draft: contentOf(body), at: now() };
      if (student.draftId) await tx.query(updateContent, saved);
      else {
        assertStep(assessmentSteps, "NEW", "DRAFT", "assessor");
        await tx.query(insertDraft, { ...saved, schoolId: ctx.actor.schoolId, studentId, competencyId, assessorId });
      }
      return { assessmentId: saved.id, status: "draft", savedAt: saved.at.toISOString() };
    },
    ctx.bracket,
  );
}

const selectDraftStudent = statement(
  "draft_student",
  (db, p: Params<{ studentId: string; competencyId: string; assessorId: string }>) => {
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
    const draft = db
      .select({ id: assessments.id })
      .from(assessments)
      .where(
        and(
          eq(assessments.assessorId, p.assessorId),
          eq(assessments.studentId, st.id),
          eq(assessments.competencyId, p.competencyId),
          isOneOf(assessments.status, "DRAFT"),
        ),
      )
      .orderBy(asc(assessments.createdAt))
      .limit(1);
    return db
      .select({
        schoolId: st.schoolId,
        isSupervisor: sql<boolean>`app.supervises(${st.id})`,
        hasCompetency: sql<boolean>`exists ${live}`,
        draftId: sql<string | null>`${draft}`,
      })
      .from(st)
      .where(and(eq(st.id, p.studentId), isOneOf(st.role, "STUDENT")));
  },
);

const insertDraft = statement(
  "draft_insert",
  (
    db,
    p: Params<{
      id: string;
      schoolId: string;
      studentId: string;
      competencyId: string;
      assessorId: string;
      draft: DraftContent;
      at: Date;
    }>,
  ) =>
    db.insert(assessments).values({
      id: p.id,
      schoolId: p.schoolId,
      studentId: p.studentId,
      competencyId: p.competencyId,
      assessorId: p.assessorId,
      status: "DRAFT",
      draft: p.draft,
      createdAt: p.at,
      updatedAt: p.at,
    }),
);

const updateContent = statement("draft_update", (db, p: Params<{ id: string; draft: DraftContent; at: Date }>) =>
  db.update(assessments).set({ draft: p.draft, updatedAt: p.at }).where(eq(assessments.id, p.id)),
);

/** The author changes their draft. */
export async function updateDraft(
  ctx: UserContext,
  assessmentId: string,
  body: z.output<typeof draftUpdateBody>,
): Promise<DraftAnswer> {
  return withActor(ctx.actor, async (tx) => {
    const draft = await lockOwnAssessment(tx, ctx, assessmentId);
    if (draft.status !== "DRAFT") throw new AppError("conflict", "This assessment is no longer a draft.");
    const at = now();
    await tx.query(updateContent, { id: assessmentId, draft: contentOf(body), at });
    return { assessmentId, status: "draft", savedAt: at.toISOString() };
  });
}

/** The author discards their draft; the row stays as DISCARDED. */
export async function discardDraft(ctx: UserContext, assessmentId: string): Promise<{ ok: true }> {
  return withActor(ctx.actor, async (tx) => {
    const draft = await lockOwnAssessment(tx, ctx, assessmentId);
    moveAssessment(tx, { id: assessmentId, status: draft.status }, "DISCARDED", "author");
    return { ok: true };
  });
}

export type OwnAssessment = { status: AssessmentStatus; studentId: string; competencyId: string };

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
      schoolId: assessments.schoolId,
      assessorId: assessments.assessorId,
    })
    .from(assessments)
    .where(eq(assessments.id, p.id))
    .for("update"),
);

type DraftContent = { evaluationData: unknown; evidenceFiles: string[] };

function contentOf(body: { evaluationData: unknown; evidenceFiles?: string[] | undefined }): DraftContent {
  return { evaluationData: body.evaluationData, evidenceFiles: body.evidenceFiles ?? [] };
}

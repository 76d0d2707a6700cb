import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { assessmentSteps } from "#src/features/assessments/rules.ts";
import type { AssessmentStatus, DraftAnswer, draftBody, draftUpdateBody } from "#src/features/assessments/schema.ts";
import type { UserContext } from "#src/http/endpoint.ts";
import { now } from "#src/lib/clock.ts";
import { newId } from "#src/lib/ids.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A supervisor keeps what they have typed so far; one open draft for a student and competency. */
export async function saveDraft(ctx: UserContext, body: z.output<typeof draftBody>): Promise<DraftAnswer> {
  return withActor(
    ctx.actor,
    async (tx) => {
      const { rows } = await tx.query<{
        school_id: string;
        is_supervisor: boolean;
        has_competency: boolean;
        draft_id: string | null;
      }>({
        name: "draft_load",
        text: `select st.school_id, app.supervises(st.id) as is_supervisor,
                 exists (select 1 from competency_assignments a where a.user_id = st.id and a.competency_id = $2
                         and a.status <> 'WITHDRAWN') as has_competency,
                 (select s.id from assessments s where s.assessor_id = $3 and s.student_id = st.id
                    and s.competency_id = $2 and s.status = 'DRAFT' order by s.created_at limit 1) as draft_id
               from users st where st.id = $1 and st.role = 'STUDENT'`,
        values: [body.studentId, body.competencyId, ctx.actor.userId],
      });
      const loaded = rows[0];
      authorize(ctx.actor, "assessment:submit", {
        schoolId: loaded?.school_id ?? "",
        isSupervisor: loaded?.is_supervisor ?? false,
      });
      if (!loaded?.has_competency) {
        throw new AppError("invalid", "The student does not have this competency.", {
          errors: [{ path: "competencyId", message: "is not assigned to this student" }],
        });
      }
      const savedAt = now();
      const assessmentId = loaded.draft_id ?? newId();
      await tx.query({
        name: loaded.draft_id ? "draft_update" : "draft_insert",
        text: loaded.draft_id
          ? "update assessments set draft = $2, updated_at = $3 where id = $1"
          : `insert into assessments (id, school_id, student_id, competency_id, assessor_id, method, status, draft,
               created_at, updated_at) values ($1, $4, $5, $6, $7, 'DIRECT_OBSERVATION', 'DRAFT', $2, $3, $3)`,
        values: [
          assessmentId,
          draftContent(body),
          savedAt,
          ...(loaded.draft_id ? [] : [ctx.actor.schoolId, body.studentId, body.competencyId, ctx.actor.userId]),
        ],
      });
      return { assessmentId, status: "draft", savedAt: savedAt.toISOString() };
    },
    ctx.bracket,
  );
}

/** The author changes their draft. */
export async function updateDraft(
  ctx: UserContext,
  assessmentId: string,
  body: z.output<typeof draftUpdateBody>,
): Promise<DraftAnswer> {
  return withActor(ctx.actor, async (tx) => {
    const draft = await lockOwnAssessment(tx, ctx, assessmentId);
    if (draft.status !== "DRAFT") throw new AppError("conflict", "This assessment is no longer a draft.");
    const savedAt = now();
    await tx.query({
      name: "draft_update",
      text: "update assessments set draft = $2, updated_at = $3 where id = $1",
      values: [assessmentId, draftContent(body), savedAt],
    });
    return { assessmentId, status: "draft", savedAt: savedAt.toISOString() };
  });
}

/** The author throws their draft away; the row stays as DISCARDED. */
export async function discardDraft(ctx: UserContext, assessmentId: string): Promise<{ ok: true }> {
  return withActor(ctx.actor, async (tx) => {
    const draft = await lockOwnAssessment(tx, ctx, assessmentId);
    assertStep(assessmentSteps, draft.status, "DISCARDED", "author");
    await tx.query({
      name: "draft_discard",
      text: "update assessments set status = 'DISCARDED', draft = null, updated_at = $2 where id = $1",
      values: [assessmentId, now()],
    });
    return { ok: true };
  });
}

export type OwnAssessment = { status: AssessmentStatus; student_id: string; competency_id: string };

/** Locks an assessment that the actor wrote; 404 for anybody else's. */
export async function lockOwnAssessment(tx: Tx, ctx: UserContext, assessmentId: string): Promise<OwnAssessment> {
  const { rows } = await tx.query<OwnAssessment & { school_id: string; assessor_id: string | null }>({
    name: "assessment_lock_own",
    text: `select status, student_id, competency_id, school_id, assessor_id from assessments where id = $1 for update`,
    values: [assessmentId],
  });
  const found = rows[0];
  authorize(ctx.actor, "assessment:edit-draft", {
    schoolId: found?.school_id ?? "",
    authorId: found?.assessor_id ?? null,
  });
  if (!found) throw new AppError("not_found", "There is no such assessment.");
  return found;
}

function draftContent(body: { evaluationData: unknown; evidenceFiles?: string[] | undefined }): string {
  return JSON.stringify({ evaluationData: body.evaluationData, evidenceFiles: body.evidenceFiles ?? [] });
}

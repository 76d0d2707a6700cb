import { and, eq } from "drizzle-orm";
import { draftChangedElsewhere, draftVersionSql } from "#src/features/assessments/draft-version.ts";
import { events } from "#src/features/assessments/events.ts";
import { moveAssessment } from "#src/features/assessments/move-assessment.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { isOneOf } from "#src/platform/db/conditions.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * The assessor's first mark makes a draft of a request that the caller has locked. There is one draft for a student and
 * competency: one that is open already goes on in the request, with `baseVersion` naming its text, and is set aside;
 * text that was not read before is never set aside.
 */
export async function openRequest(
  tx: Tx,
  ctx: Pick<UserContext, "actor" | "requestId">,
  request: { id: string; studentId: string; competencyId: string },
  baseVersion: string | null | undefined,
): Promise<void> {
  const { id, studentId, competencyId } = request;
  const [joined] = await tx.query(lockOpenDraft, { assessorId: ctx.actor.userId, studentId, competencyId });
  if (joined) {
    if (joined.version !== baseVersion) throw draftChangedElsewhere();
    moveAssessment(tx, { id: joined.id, status: "DRAFT" }, "DISCARDED", "author");
  }
  moveAssessment(tx, { id, status: "REQUESTED" }, "DRAFT", "assessor");
  audit(tx, ctx.actor, {
    action: "request.open",
    entityType: "assessment",
    entityId: id,
    schoolId: ctx.actor.schoolId,
    studentId,
    requestId: ctx.requestId,
    ...(joined ? { detail: { joinedDraftId: joined.id } } : {}),
  });
  const data = { assessmentId: id, studentId, competencyId };
  emit(tx, [events.requestChanged.of({ schoolId: ctx.actor.schoolId, studentId, data })]);
}

const lockOpenDraft = statement(
  "request_lock_open_draft",
  (db, p: Params<{ assessorId: string; studentId: string; competencyId: string }>) =>
    db
      .select({ id: assessments.id, version: draftVersionSql })
      .from(assessments)
      .where(
        and(
          eq(assessments.assessorId, p.assessorId),
          eq(assessments.studentId, p.studentId),
          eq(assessments.competencyId, p.competencyId),
          isOneOf(assessments.status, "DRAFT"),
        ),
      )
      .for("update"),
);

import { sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { z } from "zod";
import { events } from "#src/features/assessments/events.ts";
import { moveAssessment } from "#src/features/assessments/move-assessment.ts";
import { assertBaseVersion, lockOwnAssessment, type OwnAssessment } from "#src/features/assessments/save-draft.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { wakeRelay } from "#src/platform/bus/open-bus.ts";
import { type Params, sqlStatement } from "#src/platform/db/statement.ts";
import { competencies } from "#src/platform/db/tables/competencies.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { type Tx, withActor } from "#src/platform/db/transaction.ts";
import { emit } from "#src/platform/events/events.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";

/**
 * The author discards their draft; the row stays as DISCARDED. A student who asked for it is told, and can ask somebody
 * else. `baseVersion` as for `saveDraft`.
 */
export async function discardDraft(
  ctx: UserContext,
  assessmentId: string,
  baseVersion: string | undefined,
): Promise<{ ok: true }> {
  const isAnswer = await withActor(ctx.actor, async (tx) => {
    const draft = await lockOwnAssessment(tx, ctx, assessmentId);
    assertBaseVersion(draft, baseVersion);
    moveAssessment(tx, { id: assessmentId, status: draft.status }, "DISCARDED", "author");
    if (draft.requestedBy === null) return false;
    await tellWhoAsked(tx, ctx, assessmentId, draft);
    return true;
  });
  if (isAnswer) wakeRelay();
  return { ok: true };
}

async function tellWhoAsked(
  tx: Tx,
  ctx: UserContext,
  assessmentId: string,
  { studentId, competencyId }: OwnAssessment,
): Promise<void> {
  const { schoolId, userId } = ctx.actor;
  const [names] = await tx.query(selectNames, { userId, competencyId });
  notify(tx, {
    template: "draftSetAside",
    schoolId,
    userId: studentId,
    variables: { evaluator_name: names?.evaluator ?? "", competency_name: names?.competency ?? "" },
    // The draft is its author's alone: the link leads to what the student asked for.
    payload: { requestId: assessmentId },
  });
  emit(tx, [events.requestChanged.of({ schoolId, studentId, data: { assessmentId, studentId, competencyId } })]);
}

const me = alias(users, "me");

const selectNames = sqlStatement(
  "draft_names",
  z.object({ evaluator: z.string(), competency: z.string() }),
  (p: Params<{ userId: string; competencyId: string }>) => sql`
    select ${me.name} as evaluator, ${competencies.name} as competency
    from ${users} ${me} join ${competencies} on ${competencies.id} = ${p.competencyId} where ${me.id} = ${p.userId}`,
);

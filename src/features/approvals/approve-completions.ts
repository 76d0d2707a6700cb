import { sql } from "drizzle-orm";
import { z } from "zod";
import { permissions } from "#src/features/approvals/permissions.ts";
import { waitsSql } from "#src/features/approvals/queries.ts";
import type { ApproveAnswer, ApproveBody } from "#src/features/approvals/schema.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { emitProgress } from "#src/features/progress/emit-progress.ts";
import { assignmentSteps } from "#src/features/progress/rules.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { competencies as c } from "#src/platform/db/tables/competencies.ts";
import { competencyAssignments as a } from "#src/platform/db/tables/competency-assignments.ts";
import { studentProgress } from "#src/platform/db/tables/student-progress.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { assertStep } from "#src/policy/assert-step.ts";
import { authorize } from "#src/policy/authorize.ts";

/**
 * The school approves completions. Each student is told once, however many of theirs were approved; a certificate whose
 * framework waited for this follows in the same transaction.
 */
export async function approveCompletions(ctx: UserContext, body: ApproveBody): Promise<ApproveAnswer> {
  const { actor } = ctx;
  const { schoolId } = actor;
  authorize(actor, permissions.approve, { schoolId });
  return withActor(
    actor,
    async (tx) => {
      const ids = [...new Set(body.assignmentIds)];
      // First the students, in the order in which every command locks them; what waits is read after the wait.
      tx.send(lockStudents, { ids });
      const waiting = await tx.query(selectStillWaiting, { ids });
      for (const { id, studentId } of waiting) {
        assertStep(assignmentSteps, "ACHIEVED", "APPROVED", "school");
        audit(tx, actor, {
          action: "completion.approve",
          entityType: "competency_assignment",
          entityId: id,
          schoolId,
          studentId,
          requestId: ctx.requestId,
        });
      }
      const approved = waiting.map(({ id }) => id);
      tx.send(updateApproved, { ids: approved });
      tx.send(updateVersions, { ids: approved });
      await emitProgress(tx, schoolId, approved);
      notify(
        tx,
        ...[...Map.groupBy(waiting, ({ studentId }) => studentId)].map(([userId, own]) => ({
          template: own.length === 1 ? ("completionApproved" as const) : ("completionsApproved" as const),
          schoolId,
          userId,
          variables: { competency_name: own[0]?.name ?? "", competency_count: own.length },
          payload: { assignmentIds: own.map(({ id }) => id), dueOn: null },
        })),
      );
      return { approved, left: ids.filter((id) => !approved.includes(id)) };
    },
    ctx.bracket,
  );
}

const ofAssignments = (p: Params<{ ids: string[] }>) => sql`${studentProgress.studentId} in (
  select ${a.userId} from ${a} where ${a.id} = any(${p.ids}::text[]))`;

const lockStudents = sqlWrite(
  "approvals_lock",
  (p: Params<{ ids: string[] }>) => sql`
    select 1 from ${studentProgress} where ${ofAssignments(p)} order by ${studentProgress.studentId} for update`,
);

const selectStillWaiting = sqlStatement(
  "approvals_still_waiting",
  z.object({ id: z.string(), studentId: z.string(), name: z.string() }),
  (p: Params<{ ids: string[] }>) => sql`
    select ${a.id}, ${a.userId} as "studentId", ${c.name} from ${a} join ${c} on ${c.id} = ${a.competencyId}
    where ${a.id} = any(${p.ids}::text[]) and ${waitsSql} order by ${a.userId}, ${a.id}`,
);

const updateApproved = sqlWrite(
  "approvals_approve",
  (p: Params<{ ids: string[] }>) => sql`
    update ${a} set status = 'APPROVED', updated_at = now() where ${a.id} = any(${p.ids}::text[])`,
);

/** What readers keep of these students is older than this. */
const updateVersions = sqlWrite(
  "approvals_versions",
  (p: Params<{ ids: string[] }>) => sql`
    update ${studentProgress} set version = ${studentProgress.version} + 1, updated_at = now() where ${ofAssignments(p)}`,
);

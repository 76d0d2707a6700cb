import type { z } from "zod";
import { AppError } from "#src/errors.ts";
import { notify } from "#src/features/notifications/notify.ts";
import { permissions } from "#src/features/student-messages/permissions.ts";
import { selectRecipient, selectSender } from "#src/features/student-messages/queries.ts";
import type { messageBody } from "#src/features/student-messages/schema.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin writes to one student: a notice with the school's words. The audit counts them and keeps none. */
export function sendMessage(
  ctx: UserContext,
  studentId: string,
  { words }: z.output<typeof messageBody>,
): Promise<{ ok: true }> {
  return withActor(
    ctx.actor,
    async (tx) => {
      const [[student], [sender]] = await Promise.all([
        tx.query(selectRecipient, { studentId }),
        tx.query(selectSender, { userId: ctx.actor.userId }),
      ]);
      authorize(ctx.actor, permissions.send, { schoolId: student?.schoolId ?? "" });
      if (!student || !sender) throw new AppError("not_found", "There is no such student.");
      notify(tx, {
        template: "schoolMessage",
        schoolId: student.schoolId,
        userId: studentId,
        variables: { sender_name: sender.name, words },
        payload: {},
      });
      audit(tx, ctx.actor, {
        action: "student.message",
        entityType: "user",
        entityId: studentId,
        studentId,
        schoolId: student.schoolId,
        requestId: ctx.requestId,
        detail: { length: words.length },
      });
      return { ok: true };
    },
    ctx.bracket,
  );
}

import { permissions } from "#src/features/student-messages/permissions.ts";
import { remind } from "#src/features/student-messages/remind.ts";
import type { RemindersAnswer } from "#src/features/student-messages/schema.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin reminds several students at once: those whom it fits, and the answer counts the others by reason. */
export function remindStudents(ctx: UserContext, studentIds: readonly string[]): Promise<RemindersAnswer> {
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.remind, { schoolId: ctx.actor.schoolId });
      const reminders = [...(await remind(tx, ctx, studentIds)).values()];
      const count = (kind: (typeof reminders)[number]["kind"]) =>
        reminders.filter((reminder) => reminder.kind === kind).length;
      return {
        reminded: count("reminded"),
        remindedBefore: count("reminded-before"),
        nothingOverdue: count("nothing-overdue"),
        notFound: count("not-found"),
      };
    },
    ctx.bracket,
  );
}

import { AppError } from "#src/errors.ts";
import { permissions } from "#src/features/student-messages/permissions.ts";
import { remind } from "#src/features/student-messages/remind.ts";
import type { ReminderAnswer } from "#src/features/student-messages/schema.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin reminds a student of what is overdue, at most once on a day of the school. */
export function remindStudent(ctx: UserContext, studentId: string): Promise<ReminderAnswer> {
  return withActor(
    ctx.actor,
    async (tx) => {
      authorize(ctx.actor, permissions.remind, { schoolId: ctx.actor.schoolId });
      const reminder = (await remind(tx, ctx, [studentId])).get(studentId);
      switch (reminder?.kind) {
        case "reminded":
          return { overdue: reminder.overdue };
        case "reminded-before":
          throw new AppError("conflict", "Your school reminded them today already.");
        case "nothing-overdue":
          throw new AppError("conflict", "Nothing of theirs is overdue.");
        default:
          throw new AppError("not_found", "There is no such student.");
      }
    },
    ctx.bracket,
  );
}

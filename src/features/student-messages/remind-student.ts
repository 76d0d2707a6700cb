import { AppError } from "#src/errors.ts";
import { type Notification, notify } from "#src/features/notifications/notify.ts";
import { permissions } from "#src/features/student-messages/permissions.ts";
import { lockReminded, selectOverdue, updateReminded } from "#src/features/student-messages/queries.ts";
import type { ReminderAnswer } from "#src/features/student-messages/schema.ts";
import { now } from "#src/lib/clock.ts";
import { dayIn, dayWords } from "#src/lib/day.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** A school admin reminds a student of what is overdue, at most once on a day of the school. */
export function remindStudent(ctx: UserContext, studentId: string): Promise<ReminderAnswer> {
  const at = now();
  return withActor(
    ctx.actor,
    async (tx) => {
      const [student] = await tx.query(lockReminded, { studentId, at });
      authorize(ctx.actor, permissions.remind, { schoolId: student?.schoolId ?? "" });
      if (!student) throw new AppError("not_found", "There is no such student.");
      if (student.wasReminded) throw new AppError("conflict", "Your school reminded them today already.");
      const overdue = await tx.query(selectOverdue, { studentId });
      const [first] = overdue;
      if (!first) throw new AppError("conflict", "Nothing of theirs is overdue.");
      const due_date = dayWords(dayIn(first.dueDate, student.timeZone));
      const about = {
        schoolId: student.schoolId,
        userId: studentId,
        payload: { assignmentIds: overdue.map(({ assignmentId }) => assignmentId) },
      };
      const reminder: Notification =
        overdue.length === 1
          ? { ...about, template: "overdueReminderOne", variables: { competency_name: first.competencyName, due_date } }
          : { ...about, template: "overdueReminder", variables: { competency_count: overdue.length, due_date } };
      notify(tx, reminder);
      tx.send(updateReminded, { studentId, at });
      audit(tx, ctx.actor, {
        action: "student.remind",
        entityType: "user",
        entityId: studentId,
        studentId,
        schoolId: student.schoolId,
        requestId: ctx.requestId,
        detail: { overdue: overdue.length },
      });
      return { overdue: overdue.length };
    },
    ctx.bracket,
  );
}
